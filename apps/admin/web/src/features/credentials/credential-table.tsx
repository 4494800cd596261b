import type { Credential } from '@postern/contract'
import { Link } from '@tanstack/react-router'
import { Table } from '../../components/table.tsx'
import { Time } from '../../components/time.tsx'
import { useNow } from '../../lib/use-now.ts'
import { CredentialState, standingOf } from './credential-state.tsx'
import { Namespaces, Scopes } from './rights.tsx'

interface CredentialTableProps {
  readonly slug: string
  readonly credentials: readonly Credential[]
}

export function CredentialTable({ slug, credentials }: CredentialTableProps) {
  return (
    <Table heads={['Name', 'State', 'Scopes', 'Namespaces', 'Last used', 'Ends']}>
      {credentials.map((credential) => (
        <Row key={credential.id} slug={slug} credential={credential} />
      ))}
    </Table>
  )
}

interface RowProps {
  readonly slug: string
  readonly credential: Credential
}

function Row({ slug, credential }: RowProps) {
  const { isLive } = standingOf(credential, useNow())
  const { id, name, note, scopes, namespaces, lastUsedAt, lastUsedBy } = credential
  return (
    <tr className={isLive ? '' : 'over'}>
      <td>
        <Link to="/tenants/$slug/credentials/$id" params={{ slug, id }} className="main break">
          {name}
        </Link>
        {note !== '' && <div className="dim small clamp">{note}</div>}
      </td>
      <td data-name="State">
        <CredentialState credential={credential} />
      </td>
      <td data-name="Scopes">
        <Scopes scopes={scopes} />
      </td>
      <td data-name="Namespaces">
        <Namespaces namespaces={namespaces} />
      </td>
      <td data-name="Last used">
        <div>
          <Time at={lastUsedAt} none="never" />
          {lastUsedBy !== null && <div className="dim small clamp">{lastUsedBy}</div>}
        </div>
      </td>
      <td data-name="Ends">
        <Time at={endOf(credential)} none="never" />
      </td>
    </tr>
  )
}

/** The earliest of what ends it. */
export function endOf({ revokedAt, retiresAt, expiresAt }: Credential): string | null {
  const ends = [revokedAt, retiresAt, expiresAt].filter((at) => at !== null)
  return ends.sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null
}
