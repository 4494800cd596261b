import { Button } from '@mantine/core'
import type { SigningKey } from '@postern/contract'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Confirm } from '../../components/confirm.tsx'
import { Failure } from '../../components/failure.tsx'
import { sayDone } from '../../components/form.ts'
import { Page, Panel } from '../../components/page.tsx'
import { State, type Tone } from '../../components/state.tsx'
import { Table } from '../../components/table.tsx'
import { Time } from '../../components/time.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'

const queryKey = ['signing-keys']

export default function SigningKeysPage() {
  const client = useQueryClient()
  const [isRotating, setRotating] = useState(false)
  const [revoked, setRevoked] = useState<SigningKey>()
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: async ({ signal }) =>
      (await call(endpoints.listSigningKeys, {}, { signal })).signingKeys.toReversed(),
    refetchInterval: 30_000,
  })
  const refresh = () => client.invalidateQueries({ queryKey })
  return (
    <Page
      title="Signing keys"
      what="What access tokens are signed with. They renew themselves; by hand only after a leak."
      actions={<Button onClick={() => setRotating(true)}>Make the next one</Button>}
    >
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      <Panel>
        {!data && !error && <Waiting />}
        {data && <KeyTable keys={data} onRevoke={setRevoked} />}
      </Panel>
      {isRotating && (
        <Confirm
          title="Make the next signing key?"
          action="Make it"
          isHarmful={false}
          onConfirm={async () => {
            await call(endpoints.rotateSigningKey, {})
            await refresh()
            sayDone('The next key signs in a minute. What the former signed stays good.')
          }}
          onClose={() => setRotating(false)}
        >
          <p>It is published now and signs from a minute later on. No token fails.</p>
        </Confirm>
      )}
      {revoked && (
        <Confirm
          title="Revoke this signing key?"
          action="Revoke"
          onConfirm={async () => {
            await call(endpoints.revokeSigningKey, { params: { id: revoked.id } })
            await refresh()
          }}
          onClose={() => setRevoked(undefined)}
        >
          <p>
            Every access token that it signed is refused at once. Clients buy new ones by themselves
            with their keys.
          </p>
        </Confirm>
      )}
    </Page>
  )
}

interface KeyTableProps {
  readonly keys: readonly SigningKey[]
  readonly onRevoke: (key: SigningKey) => void
}

const tones: Readonly<Record<SigningKey['state'], Tone>> = {
  next: 'warn',
  current: 'good',
  former: 'quiet',
  revoked: 'bad',
}

function KeyTable({ keys, onRevoke }: KeyTableProps) {
  return (
    <Table heads={['Key id', 'State', 'Made', 'Signs from']} hasActions>
      {keys.map((key) => (
        <tr key={key.id} className={key.state === 'revoked' ? 'over' : ''}>
          <td className="mono break">{key.id}</td>
          <td data-name="State">
            <State tone={tones[key.state]}>{key.state}</State>
          </td>
          <td data-name="Made">
            <Time at={key.createdAt} />
          </td>
          <td data-name="Signs from">
            <Time at={key.signsFrom} />
          </td>
          <td className="actions">
            {key.state !== 'revoked' && (
              <Button size="compact-sm" variant="default" onClick={() => onRevoke(key)}>
                Revoke
              </Button>
            )}
          </td>
        </tr>
      ))}
    </Table>
  )
}
