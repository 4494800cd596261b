import { Checkbox, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { Tenant } from '@postern/contract'
import { useQueryClient } from '@tanstack/react-query'
import { Edited, type Version } from '../../components/edited.tsx'
import { FormDialog } from '../../components/form-dialog.tsx'
import { call, callTagged } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'

interface EditTenantProps {
  readonly tenant: Tenant
  readonly onClose: () => void
}

export function EditTenant({ tenant: { slug, name }, onClose }: EditTenantProps) {
  const params = { slug }
  return (
    <Edited
      title={`Edit ${name}`}
      of={['tenants', slug]}
      read={(signal) => callTagged(endpoints.getTenant, { params }, { signal })}
      onClose={onClose}
    >
      {({ tenant }, version) => <TenantForm tenant={tenant} onClose={onClose} {...version} />}
    </Edited>
  )
}

function TenantForm({ tenant, ifMatch, onReload, onClose }: EditTenantProps & Version) {
  const { slug, name, utf8Names, maxKeyLife, keysMayNeverExpire } = tenant
  const client = useQueryClient()
  const form = useForm({
    initialValues: { name, utf8Names, maxKeyLife: maxKeyLife ?? '', keysMayNeverExpire },
  })
  const save = async (values: typeof form.values) => {
    const life = values.maxKeyLife.trim()
    const body = { ...values, name: values.name.trim(), maxKeyLife: life === '' ? null : life }
    await call(endpoints.updateTenant, { params: { slug }, body }, { ifMatch })
    await client.invalidateQueries({ queryKey: ['tenant', slug] })
    await client.invalidateQueries({ queryKey: ['tenants'] })
  }
  return (
    <FormDialog
      title={`Edit ${name}`}
      form={form}
      action="Save"
      onSave={save}
      onReload={onReload}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        required
        maxLength={100}
        data-autofocus
        {...form.getInputProps('name')}
      />
      <TextInput
        label="Longest life of a key"
        description="A duration such as 90d or 1y; empty for no bound. Keys that exist keep their end"
        {...form.getInputProps('maxKeyLife')}
      />
      <Checkbox
        label="Keys may be made without an end"
        {...form.getInputProps('keysMayNeverExpire', { type: 'checkbox' })}
      />
      <Checkbox
        label="Take names of any UTF-8"
        description="Needs a Prometheus from version 3 on"
        {...form.getInputProps('utf8Names', { type: 'checkbox' })}
      />
    </FormDialog>
  )
}
