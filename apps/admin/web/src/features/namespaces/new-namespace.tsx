import { TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { namespacePattern } from '@postern/domain'
import { useQueryClient } from '@tanstack/react-query'
import { FormDialog } from '../../components/form-dialog.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'

interface NewNamespaceProps {
  readonly slug: string
  readonly onClose: () => void
}

const NAME = new RegExp(namespacePattern)

export function NewNamespace({ slug, onClose }: NewNamespaceProps) {
  const client = useQueryClient()
  const form = useForm({
    initialValues: { name: '' },
    validate: {
      name: (text) =>
        NAME.test(text) ? null : '1 to 63 of a-z, 0-9 and -, with no - at either end',
    },
  })
  const make = async (body: { name: string }) => {
    await call(endpoints.createNamespace, { params: { slug }, body })
    await client.invalidateQueries({ queryKey: ['tenant', slug, 'namespaces'] })
  }
  return (
    <FormDialog
      title="New namespace"
      form={form}
      action="Make the namespace"
      onSave={make}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        description="Of a team, or of a stage; stays for good"
        required
        classNames={{ input: 'mono' }}
        data-autofocus
        {...form.getInputProps('name')}
      />
    </FormDialog>
  )
}
