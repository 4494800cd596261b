import { Button } from '@mantine/core'
import type { Session } from '@postern/contract'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Failure } from '../../components/failure.tsx'
import { sayFailed } from '../../components/form.ts'
import { Panel } from '../../components/page.tsx'
import { State } from '../../components/state.tsx'
import { Table } from '../../components/table.tsx'
import { Time } from '../../components/time.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'

export const sessionsKey = ['sessions']

/** Where one is signed in. */
export function Sessions() {
  const client = useQueryClient()
  const { data, error, refetch } = useQuery({
    queryKey: sessionsKey,
    queryFn: async ({ signal }) => (await call(endpoints.listSessions, {}, { signal })).sessions,
  })
  const after = (ended: Promise<unknown>) =>
    void ended.then(() => client.invalidateQueries({ queryKey: sessionsKey })).catch(sayFailed)
  return (
    <Panel
      title="Where you are signed in"
      actions={
        data &&
        data.length > 1 && (
          <Button variant="default" onClick={() => after(call(endpoints.endOtherSessions, {}))}>
            End all others
          </Button>
        )
      }
    >
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Waiting />}
      {data && (
        <Table heads={['Where', 'Since', 'Seen', 'Ends']} hasActions>
          {data.map((session) => (
            <Row
              key={session.id}
              session={session}
              onEnd={() => after(call(endpoints.endSession, { params: { id: session.id } }))}
            />
          ))}
        </Table>
      )}
    </Panel>
  )
}

interface RowProps {
  readonly session: Session
  readonly onEnd: () => void
}

function Row({ session, onEnd }: RowProps) {
  const { current, address, userAgent, createdAt, seenAt, expiresAt } = session
  return (
    <tr>
      <td>
        <span className="row">
          <span className="mono">{address}</span>
          {current && <State tone="good">here</State>}
        </span>
        <div className="dim small clamp">{userAgent ?? 'an unnamed program'}</div>
      </td>
      <td data-name="Since">
        <Time at={createdAt} />
      </td>
      <td data-name="Seen">
        <Time at={seenAt} />
      </td>
      <td data-name="Ends">
        <Time at={expiresAt} />
      </td>
      <td className="actions">
        {!current && (
          <Button size="compact-sm" variant="default" onClick={onEnd}>
            End it
          </Button>
        )}
      </td>
    </tr>
  )
}
