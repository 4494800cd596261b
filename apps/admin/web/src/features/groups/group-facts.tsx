import type { Group } from '@postern/contract'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { State } from '../../components/state.tsx'
import { Moment, Time } from '../../components/time.tsx'
import { formatBytes, formatOf, plainText } from '../../lib/format.ts'
import { credentialQuery } from '../credentials/queries.ts'

interface GroupFactsProps {
  readonly slug: string
  readonly group: Group
}

export function GroupFacts({ slug, group }: GroupFactsProps) {
  const { namespace, pushedAt, failedAt, lastError, lastPushSucceeded, contestedAt } = group
  return (
    <div className="stack">
      {!lastPushSucceeded && (
        <div className="notice bad">
          <h3>
            The last push was refused <Time at={failedAt} />
          </h3>
          {lastError !== null && <p className="break">{plainText(lastError)}</p>}
          <p className="dim">What was held before is still there.</p>
        </div>
      )}
      {contestedAt !== null && (
        <div className="notice warn">
          <h3>
            Two writers pushed this group within a minute of each other, last{' '}
            <Time at={contestedAt} />
          </h3>
          <p>
            Each overwrites the other: give them different labels. Under Namespaces, groups can be
            made to belong to who made them; then the second is refused.
          </p>
        </div>
      )}
      <dl className="facts">
        <dt>Namespace</dt>
        <dd className="mono">{namespace}</dd>
        <dt>Last push</dt>
        <dd>
          {pushedAt === null ? (
            'none was taken yet'
          ) : (
            <>
              <Time at={pushedAt} /> <span className="dim small">{<Moment at={pushedAt} />}</span>
            </>
          )}{' '}
          {lastPushSucceeded && <State tone="good">taken</State>}
        </dd>
        <Pusher slug={slug} group={group} />
        <dt>Expires</dt>
        <dd>
          <Expiry group={group} />
          <Given group={group} />
        </dd>
        <dt>Holds</dt>
        <dd className="number">
          {formatOf(group.families, 'family', 'families')},{' '}
          {formatOf(group.series, 'series', 'series')}, {formatBytes(group.bytes)}
        </dd>
      </dl>
    </div>
  )
}

function Expiry({ group: { expiresAt, expiryRule } }: { readonly group: Group }) {
  if (expiresAt === null) return <>never</>
  return (
    <>
      <Time at={expiresAt} />
      {expiryRule !== null && <span className="dim"> by the rule of the {expiryRule}</span>}
    </>
  )
}

/** What the group was given for itself, which is not always what decides. */
function Given({ group: { ttl, retention } }: { readonly group: Group }) {
  const given = [
    ...(ttl === null ? [] : [`its last push asked for ${ttl}`]),
    ...(retention === null ? [] : [`set for the group: ${retention}`]),
  ]
  return given.length > 0 && <div className="dim small">{given.join('; ')}</div>
}

/** Who sent the last push: the key by its name, as long as it is known. */
function Pusher({ slug, group: { lastPush } }: GroupFactsProps) {
  const id = lastPush?.credentialId ?? ''
  const { data: credential } = useQuery({ ...credentialQuery(slug, id), enabled: id !== '' })
  if (!lastPush) return null
  return (
    <>
      <dt>Pushed by</dt>
      <dd>
        {credential ? (
          <Link to="/tenants/$slug/credentials/$id" params={{ slug, id }}>
            {credential.name}
          </Link>
        ) : (
          <code className="mono">{id}</code>
        )}{' '}
        <span className="dim">from {lastPush.address}</span>
        {lastPush.userAgent !== null && (
          <div className="dim small break">{plainText(lastPush.userAgent)}</div>
        )}
      </dd>
    </>
  )
}
