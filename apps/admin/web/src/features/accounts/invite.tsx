import { TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { InvitationDraft } from '@postern/contract'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Dialog } from '../../components/dialog.tsx'
import { Failure } from '../../components/failure.tsx'
import { fieldErrors } from '../../components/form.ts'
import { FormEnd } from '../../components/form-end.tsx'
import type { AccountCalls, Linked } from './account-calls.ts'
import { RoleSelect } from './account-dialogs.tsx'
import { LinkShown } from './link-shown.tsx'

interface InviteProps {
  readonly calls: AccountCalls
  readonly onInvited: () => Promise<unknown>
  readonly onClose: () => void
}

export function Invite({ calls, onInvited, onClose }: InviteProps) {
  const [linked, setLinked] = useState<Linked>()
  const form = useForm<InvitationDraft>({
    initialValues: { email: '', name: '', role: calls.roles.at(0) ?? 'tenant-viewer' },
  })
  const invite = useMutation({
    mutationFn: (draft: InvitationDraft) => calls.invite(draft),
    onSuccess: async (made) => {
      setLinked(made)
      await onInvited()
    },
    onError: (error) => form.setErrors(fieldErrors(error)),
  })
  return (
    <Dialog
      onClose={onClose}
      title={linked ? `A link for ${linked.account.name}` : 'Invite somebody'}
      isKept={linked !== undefined}
    >
      {linked ? (
        <LinkShown linked={linked} onKept={onClose} />
      ) : (
        <form className="stack" onSubmit={form.onSubmit((draft) => invite.mutate(draft))}>
          <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
          <TextInput label="E-mail" type="email" required {...form.getInputProps('email')} />
          <RoleSelect
            roles={calls.roles}
            value={form.values.role}
            onChange={(role) => form.setFieldValue('role', role)}
          />
          {invite.error && <Failure error={invite.error} />}
          <FormEnd action="Make the link" isBusy={invite.isPending} onCancel={onClose} />
        </form>
      )}
    </Dialog>
  )
}
