import { Button } from '@mantine/core'
import type { OperatorKey } from '@postern/contract'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Confirm } from '../../components/confirm.tsx'
import { Failure } from '../../components/failure.tsx'
import { LoadMore } from '../../components/load-more.tsx'
import { Empty, Panel } from '../../components/page.tsx'
import { State } from '../../components/state.tsx'
import { Table } from '../../components/table.tsx'
import { Time } from '../../components/time.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { inWords } from '../../lib/format.ts'
import { firstPage, nextPage } from '../../lib/pages.ts'
import { useNow } from '../../lib/use-now.ts'
import { NewOperatorKey } from './new-operator-key.tsx'

const queryKey = ['operator-keys']

/** What scripts call the admin API with. */
export function OperatorKeys() {
  const client = useQueryClient()
  const [isMaking, setMaking] = useState(false)
  const [revoked, setRevoked] = useState<OperatorKey>()
  const pages = useInfiniteQuery({
    queryKey,
    queryFn: ({ signal, pageParam }) =>
      call(endpoints.listOperatorKeys, { querystring: pageParam }, { signal }),
    initialPageParam: firstPage,
    getNextPageParam: nextPage,
  })
  const keys = pages.data?.pages.flatMap(({ operatorKeys }) => operatorKeys)
  const refresh = () => client.invalidateQueries({ queryKey })
  return (
    <Panel
      title="Operator keys"
      actions={
        <Button variant="default" onClick={() => setMaking(true)}>
          New operator key
        </Button>
      }
    >
      {pages.error && <Failure error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.isPending && <Waiting />}
      {keys?.length === 0 && (
        <Empty title="No script has a key">
          <p>
            An operator key is for Terraform, for CI, for{' '}
            <code className="mono">postern apply</code>: whatever is no person.
          </p>
        </Empty>
      )}
      {keys && keys.length > 0 && <KeyTable keys={keys} onRevoke={setRevoked} />}
      <LoadMore pages={pages} />
      {isMaking && <NewOperatorKey onMade={refresh} onClose={() => setMaking(false)} />}
      {revoked && (
        <Confirm
          title={`Revoke “${revoked.name}”?`}
          action="Revoke"
          onConfirm={() =>
            call(endpoints.revokeOperatorKey, { params: { id: revoked.id } }).then(refresh)
          }
          onClose={() => setRevoked(undefined)}
        >
          <p>
            Whatever uses it is refused at once. Last used:{' '}
            <Time at={revoked.usedAt} none="never" />
          </p>
        </Confirm>
      )}
    </Panel>
  )
}

interface KeyTableProps {
  readonly keys: readonly OperatorKey[]
  readonly onRevoke: (key: OperatorKey) => void
}

function KeyTable({ keys, onRevoke }: KeyTableProps) {
  return (
    <Table heads={['Name', 'State', 'Role', 'Reaches', 'Last used', 'Ends']} hasActions>
      {keys.map((key) => (
        <KeyRow key={key.id} operatorKey={key} onRevoke={() => onRevoke(key)} />
      ))}
    </Table>
  )
}

interface KeyRowProps {
  readonly operatorKey: OperatorKey
  readonly onRevoke: () => void
}

function KeyRow({ operatorKey, onRevoke }: KeyRowProps) {
  const nowMs = useNow()
  const { name, role, tenant, expiresAt, revokedAt, usedAt } = operatorKey
  const isExpired = expiresAt !== null && Date.parse(expiresAt) <= nowMs
  const word = revokedAt !== null ? 'revoked' : isExpired ? 'expired' : 'active'
  return (
    <tr className={word === 'active' ? '' : 'over'}>
      <td>
        <strong className="medium break">{name}</strong>
      </td>
      <td data-name="State">
        <State tone={word === 'active' ? 'good' : 'quiet'}>{word}</State>
      </td>
      <td data-name="Role">{inWords(role)}</td>
      <td data-name="Reaches">
        {tenant === null ? 'every tenant' : <span className="mono">{tenant}</span>}
      </td>
      <td data-name="Last used">
        <Time at={usedAt} none="never" />
      </td>
      <td data-name="Ends">
        <Time at={revokedAt ?? expiresAt} none="never" />
      </td>
      <td className="actions">
        {word === 'active' && (
          <Button size="compact-sm" variant="default" onClick={onRevoke}>
            Revoke
          </Button>
        )}
      </td>
    </tr>
  )
}
