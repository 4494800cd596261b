import { Checkbox, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { TenantDraft } from '@postern/contract'
import { slugPattern } from '@postern/domain'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { FormDialog } from '../../components/form-dialog.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'

const SLUG = new RegExp(slugPattern)

export function NewTenant({ onClose }: { readonly onClose: () => void }) {
  const form = useForm({
    initialValues: { name: '', slug: '', namespaceLabel: 'namespace', utf8Names: false },
    validate: {
      slug: (text) =>
        SLUG.test(text) ? null : '3 to 63 of a-z, 0-9 and -, with no - at either end',
    },
  })
  const make = useMake()
  const suggest = () => {
    if (form.values.slug === '') form.setFieldValue('slug', slugOf(form.values.name))
  }
  return (
    <FormDialog
      title="New tenant"
      form={form}
      action="Make the tenant"
      onSave={make}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        description="What people call it"
        required
        maxLength={100}
        data-autofocus
        {...form.getInputProps('name')}
        onBlur={suggest}
      />
      <TextInput
        label="Slug"
        description="In addresses and keys; stays for good"
        required
        classNames={{ input: 'mono' }}
        {...form.getInputProps('slug')}
      />
      <TextInput
        label="Label of the namespace"
        description="Which label shows the namespace in a scrape; stays for good"
        classNames={{ input: 'mono' }}
        {...form.getInputProps('namespaceLabel')}
      />
      <Checkbox
        label="Take names of any UTF-8"
        description="Needs a Prometheus from version 3 on"
        {...form.getInputProps('utf8Names', { type: 'checkbox' })}
      />
    </FormDialog>
  )
}

function useMake() {
  const client = useQueryClient()
  const navigate = useNavigate()
  return async (draft: TenantDraft) => {
    const body = { ...draft, name: draft.name.trim() }
    const { tenant } = await call(endpoints.createTenant, { body })
    await client.invalidateQueries({ queryKey: ['tenants'] })
    await navigate({ to: '/tenants/$slug', params: { slug: tenant.slug } })
  }
}

function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 63)
}
