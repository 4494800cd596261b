import { Menu } from '@mantine/core'
import type { Account } from '@postern/contract'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { MoreMenu } from '../../components/more-menu.tsx'
import { State, type Tone } from '../../components/state.tsx'
import { Table } from '../../components/table.tsx'
import { Time } from '../../components/time.tsx'
import { inWords } from '../../lib/format.ts'
import { usePerson } from '../session/session.ts'
import type { AccountCalls } from './account-calls.ts'
import { type AccountAct, AccountDialog } from './account-dialogs.tsx'

interface AccountTableProps {
  readonly calls: AccountCalls
  readonly accounts: readonly Account[]
  readonly onChanged: () => Promise<unknown>
}

export function AccountTable({ calls, accounts, onChanged }: AccountTableProps) {
  const [open, setOpen] = useState<{ readonly account: Account; readonly act: AccountAct }>()
  const ofOneTenant = calls.queryKey[0] === 'tenant'
  return (
    <>
      <Table
        heads={['Name', 'Role', ...(ofOneTenant ? [] : ['Reaches']), 'State', 'Last sign-in']}
        hasActions
      >
        {accounts.map((account) => (
          <Row
            key={account.id}
            account={account}
            withTenant={!ofOneTenant}
            onAct={(act) => setOpen({ account, act })}
          />
        ))}
      </Table>
      {open && (
        <AccountDialog
          {...open}
          calls={calls}
          onChanged={onChanged}
          onClose={() => setOpen(undefined)}
        />
      )}
    </>
  )
}

const tones: Readonly<Record<Account['state'], Tone>> = {
  invited: 'warn',
  active: 'good',
  suspended: 'quiet',
}

interface RowProps {
  readonly account: Account
  readonly withTenant: boolean
  readonly onAct: (act: AccountAct) => void
}

function Row({ account, withTenant, onAct }: RowProps) {
  const { id, name, email, role, roleFrom, tenant, state, signedInAt } = account
  const isOneself = usePerson().id === id
  return (
    <tr className={state === 'suspended' ? 'over' : ''}>
      <td>
        <strong className="medium">{name}</strong>
        {isOneself && <span className="dim"> (you)</span>}
        <div className="dim small break">{email}</div>
      </td>
      <td data-name="Role">
        <span>
          {inWords(role)}
          {roleFrom === 'provider' && <div className="dim small">by the provider</div>}
        </span>
      </td>
      {withTenant && (
        <td data-name="Reaches">
          {tenant === null ? (
            'every tenant'
          ) : (
            <Link to="/tenants/$slug/people" params={{ slug: tenant }} className="mono">
              {tenant}
            </Link>
          )}
        </td>
      )}
      <td data-name="State">
        <State tone={tones[state]}>{state}</State>
      </td>
      <td data-name="Last sign-in">
        <Time at={signedInAt} none="never" />
      </td>
      <td className="actions">{!isOneself && <Actions account={account} onAct={onAct} />}</td>
    </tr>
  )
}

function Actions({
  account: { name, state, roleFrom, signsInWith },
  onAct,
}: Omit<RowProps, 'withTenant'>) {
  return (
    <MoreMenu of={name}>
      {roleFrom === 'here' && <Menu.Item onClick={() => onAct('role')}>Change the role…</Menu.Item>}
      {signsInWith !== 'provider' && (
        <Menu.Item onClick={() => onAct('reset')}>
          {state === 'invited' ? 'Make a new link…' : 'Reset the sign-in…'}
        </Menu.Item>
      )}
      {state === 'active' && <Menu.Item onClick={() => onAct('suspend')}>Suspend…</Menu.Item>}
      {state === 'suspended' && (
        <Menu.Item onClick={() => onAct('resume')}>Let in again…</Menu.Item>
      )}
      <Menu.Item color="red" onClick={() => onAct('delete')}>
        Delete…
      </Menu.Item>
    </MoreMenu>
  )
}
