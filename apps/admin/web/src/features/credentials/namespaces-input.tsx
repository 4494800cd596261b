import { MultiSelect, Radio } from '@mantine/core'
import { ALL_NAMESPACES } from '@postern/domain'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { namespacesQuery } from '../tenants/queries.ts'

interface NamespacesInputProps {
  readonly slug: string
  readonly value?: string[]
  readonly onChange?: (namespaces: string[]) => void
  readonly error?: ReactNode
}

export function NamespacesInput({ slug, value = [], onChange, error }: NamespacesInputProps) {
  const { data: namespaces = [] } = useQuery(namespacesQuery(slug))
  const isAll = value.includes(ALL_NAMESPACES)
  return (
    <Radio.Group
      label="In"
      value={isAll ? 'all' : 'some'}
      onChange={(choice) => onChange?.(choice === 'all' ? [ALL_NAMESPACES] : [])}
    >
      <div className="stack close">
        <Radio value="all" label="All namespaces, those made later too" />
        <Radio value="some" label="These namespaces" />
        {!isAll && (
          <MultiSelect
            aria-label="Namespaces"
            placeholder={value.length === 0 ? 'Choose' : ''}
            data={namespaces.map(({ name }) => name)}
            value={value}
            onChange={(chosen) => onChange?.(chosen)}
            error={error}
            searchable
            limit={100}
          />
        )}
      </div>
    </Radio.Group>
  )
}
