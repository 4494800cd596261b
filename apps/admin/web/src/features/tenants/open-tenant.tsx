import { TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Icon } from '../../components/icons.tsx'

/** For those who know where they want to go. */
export function OpenTenant() {
  const navigate = useNavigate()
  const [slug, setSlug] = useState('')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const wanted = slug.trim()
        if (wanted !== '') void navigate({ to: '/tenants/$slug', params: { slug: wanted } })
      }}
    >
      <TextInput
        aria-label="Open a tenant by its slug"
        placeholder="Open by slug"
        leftSection={<Icon name="search" />}
        value={slug}
        onChange={(event) => setSlug(event.currentTarget.value)}
        autoComplete="off"
      />
    </form>
  )
}
