import { Checkbox, Modal, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { Tenant, TenantChange } from '@postern/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Failure } from '../../components/failure.tsx'
import { fieldErrors } from '../../components/form.ts'
import { FormEnd } from '../../components/form-end.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'

interface EditTenantProps {
  readonly tenant: Tenant
  readonly onClose: () => void
}

export function EditTenant({ tenant, onClose }: EditTenantProps) {
  const { slug, name, utf8Names, maxKeyLife, keysMayNeverExpire } = tenant
  const client = useQueryClient()
  const form = useForm({
    initialValues: { name, utf8Names, maxKeyLife: maxKeyLife ?? '', keysMayNeverExpire },
  })
  const save = useMutation({
    mutationFn: (body: TenantChange) => call(endpoints.updateTenant, { params: { slug }, body }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['tenant', slug] })
      await client.invalidateQueries({ queryKey: ['tenants'] })
      onClose()
    },
    onError: (error) => form.setErrors(fieldErrors(error)),
  })
  return (
    <Modal opened onClose={onClose} title={`Edit ${name}`}>
      <form
        className="stack"
        onSubmit={form.onSubmit((values) =>
          save.mutate({
            ...values,
            name: values.name.trim(),
            maxKeyLife: values.maxKeyLife.trim() === '' ? null : values.maxKeyLife.trim(),
          }),
        )}
      >
        <TextInput label="Name" required maxLength={100} {...form.getInputProps('name')} />
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
        {save.error && <Failure error={save.error} />}
        <FormEnd action="Save" isBusy={save.isPending} onCancel={onClose} />
      </form>
    </Modal>
  )
}
