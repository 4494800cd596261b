import { Modal, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { namespacePattern } from '@postern/domain'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Failure } from '../../components/failure.tsx'
import { fieldErrors } from '../../components/form.ts'
import { FormEnd } from '../../components/form-end.tsx'
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
  const make = useMutation({
    mutationFn: (body: { name: string }) =>
      call(endpoints.createNamespace, { params: { slug }, body }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['tenant', slug, 'namespaces'] })
      onClose()
    },
    onError: (error) => form.setErrors(fieldErrors(error)),
  })
  return (
    <Modal opened onClose={onClose} title="New namespace">
      <form className="stack" onSubmit={form.onSubmit((draft) => make.mutate(draft))}>
        <TextInput
          label="Name"
          description="Of a team, or of a stage; stays for good"
          required
          classNames={{ input: 'mono' }}
          data-autofocus
          {...form.getInputProps('name')}
        />
        {make.error && <Failure error={make.error} />}
        <FormEnd action="Make the namespace" isBusy={make.isPending} onCancel={onClose} />
      </form>
    </Modal>
  )
}
