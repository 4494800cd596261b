import { TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { InvitationDraft } from '@postern/contract'
import { useState } from 'react'
import { Dialog } from '../../components/dialog.tsx'
import { SavingForm } from '../../components/saving-form.tsx'
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
  const invite = async (draft: InvitationDraft) => {
    setLinked(await calls.invite(draft))
    await onInvited()
  }
  return (
    <Dialog
      onClose={onClose}
      title={linked ? `A link for ${linked.account.name}` : 'Invite somebody'}
      isKept={linked !== undefined}
    >
      {linked ? (
        <LinkShown linked={linked} onKept={onClose} />
      ) : (
        <SavingForm form={form} action="Make the link" onSave={invite} onCancel={onClose}>
          <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
          <TextInput label="E-mail" type="email" required {...form.getInputProps('email')} />
          <RoleSelect
            roles={calls.roles}
            value={form.values.role}
            onChange={(role) => form.setFieldValue('role', role)}
          />
        </SavingForm>
      )}
    </Dialog>
  )
}
