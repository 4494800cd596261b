import { Select } from '@mantine/core'
import type { Account } from '@postern/contract'
import type { Role } from '@postern/domain'
import { useState } from 'react'
import { Confirm } from '../../components/confirm.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { capitalized, inWords } from '../../lib/format.ts'
import type { AccountCalls, Linked } from './account-calls.ts'
import { LinkShown } from './link-shown.tsx'

export type AccountAct = 'role' | 'reset' | 'suspend' | 'resume' | 'delete'

interface AccountDialogProps {
  readonly account: Account
  readonly act: AccountAct
  readonly calls: AccountCalls
  readonly onChanged: () => Promise<unknown>
  readonly onClose: () => void
}

export function AccountDialog(props: AccountDialogProps) {
  const { account, act, calls, onChanged, onClose } = props
  const { id, name } = account
  if (act === 'role') return <ChangeRole {...props} />
  if (act === 'reset') return <Reset {...props} />
  if (act === 'delete') {
    return (
      <Confirm
        title={`Delete the account of ${name}?`}
        action="Delete"
        onConfirm={() => calls.remove(id).then(onChanged)}
        onClose={onClose}
      >
        <p>The person is signed out everywhere at once. What they did stays in the audit.</p>
      </Confirm>
    )
  }
  const isOut = act === 'suspend'
  return (
    <Confirm
      title={isOut ? `Suspend ${name}?` : `Let ${name} in again?`}
      action={isOut ? 'Suspend' : 'Let in'}
      isHarmful={isOut}
      onConfirm={() => calls.change(id, { state: isOut ? 'suspended' : 'active' }).then(onChanged)}
      onClose={onClose}
    >
      <p>
        {isOut
          ? 'The person is signed out everywhere at once, and cannot sign in.'
          : 'The person can sign in again, as before.'}
      </p>
    </Confirm>
  )
}

function ChangeRole({ account, calls, onChanged, onClose }: AccountDialogProps) {
  const [role, setRole] = useState<Role>(account.role)
  // An account that reaches one tenant stays there, whatever its role.
  const roles = account.tenant === null ? calls.roles : calls.roles.filter(isOfTenant)
  return (
    <Confirm
      title={`The role of ${account.name}`}
      action="Save"
      isHarmful={false}
      isReady={role !== account.role}
      onConfirm={() => calls.change(account.id, { role }).then(onChanged)}
      onClose={onClose}
    >
      <RoleSelect roles={roles} value={role} onChange={setRole} />
    </Confirm>
  )
}

function isOfTenant(role: Role): boolean {
  return role !== 'system-admin'
}

interface RoleSelectProps {
  readonly roles: readonly Role[]
  readonly value: Role
  readonly onChange: (role: Role) => void
}

const rights: Readonly<Record<Role, string>> = {
  'system-admin': 'Everything, in every tenant',
  'tenant-admin': 'Also namespaces, retention, trust rules and people',
  'tenant-operator': 'Also keys, groups and checks',
  'tenant-viewer': 'Looks, and changes nothing',
}

export function RoleSelect({ roles, value, onChange }: RoleSelectProps) {
  return (
    <Select
      label="Role"
      description={rights[value]}
      data={roles.map((role) => ({ value: role, label: capitalized(inWords(role)) }))}
      value={value}
      onChange={(role) => onChange(role ?? value)}
      allowDeselect={false}
    />
  )
}

function Reset(props: AccountDialogProps) {
  const { account, calls, onChanged, onClose } = props
  const [linked, setLinked] = useState<Linked>()
  if (linked) {
    return (
      <Dialog onClose={onClose} title={`A link for ${account.name}`} isKept>
        <LinkShown linked={linked} onKept={onClose} />
      </Dialog>
    )
  }
  const make = async () => {
    const made = await calls.reset(account.id)
    await onChanged()
    setLinked(made)
  }
  return (
    <Confirm
      title={`A new link for ${account.name}?`}
      action="Make the link"
      isHarmful={account.state !== 'invited'}
      staysOpen
      onConfirm={make}
      onClose={onClose}
    >
      <p>
        {account.state === 'invited'
          ? 'The one from before no longer works then.'
          : 'For somebody who lost the password or the authenticator app: with the link they choose both anew. They are signed out everywhere.'}
      </p>
    </Confirm>
  )
}
