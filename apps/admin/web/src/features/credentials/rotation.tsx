import type { Credential } from '@postern/contract'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Panel } from '../../components/page.tsx'
import { Time } from '../../components/time.tsx'
import { formatSpan } from '../../lib/format.ts'
import { useNow } from '../../lib/use-now.ts'
import { credentialQuery } from './queries.ts'
import { RotationTimeline } from './rotation-timeline.tsx'

interface RotationProps {
  readonly slug: string
  readonly credential: Credential
}

/** Of a key that replaces another, or is replaced by one: both side by side. */
export function Rotation({ slug, credential }: RotationProps) {
  const { rotatedFrom, rotatedTo } = credential
  const otherId = rotatedTo ?? rotatedFrom
  if (otherId === null) return null
  return <Pair slug={slug} credential={credential} otherId={otherId} />
}

interface PairProps extends RotationProps {
  readonly otherId: string
}

const REFRESH_MS = 5_000

function Pair({ slug, credential, otherId }: PairProps) {
  const { data: other } = useQuery({
    ...credentialQuery(slug, otherId),
    refetchInterval: REFRESH_MS,
  })
  if (!other) return null
  const [old, next] = credential.rotatedTo === null ? [other, credential] : [credential, other]
  return (
    <Panel title="Rotation">
      <div className="panel-body stack">
        <RotationTimeline old={old} next={next} />
        <div className="columns">
          <Side slug={slug} credential={old} what="The old key" isShown={old === credential} />
          <Side slug={slug} credential={next} what="Its successor" isShown={next === credential} />
        </div>
        <Advice old={old} next={next} />
      </div>
    </Panel>
  )
}

interface SideProps extends RotationProps {
  readonly what: string
  readonly isShown: boolean
}

function Side({ slug, credential: { id, lastUsedAt, lastUsedFrom }, what, isShown }: SideProps) {
  return (
    <div>
      <strong>
        {isShown ? (
          what
        ) : (
          <Link to="/tenants/$slug/credentials/$id" params={{ slug, id }}>
            {what}
          </Link>
        )}
      </strong>
      <div>
        last used <Time at={lastUsedAt} none="never" />
        {lastUsedFrom !== null && <span className="dim"> from {lastUsedFrom}</span>}
      </div>
    </div>
  )
}

interface AdviceProps {
  readonly old: Credential
  readonly next: Credential
}

/** Whether it is safe to let the old one go. */
function Advice({ old, next }: AdviceProps) {
  const nowMs = useNow()
  if (old.revokedAt !== null) return <p className="dim">The old key is revoked.</p>
  if (old.retiresAt === null) {
    return <p>The old key works on until its successor is first used.</p>
  }
  const leftMs = Date.parse(old.retiresAt) - nowMs
  if (leftMs <= 0) return <p className="dim">The old key has ended.</p>
  const isUsedSince =
    old.lastUsedAt !== null &&
    next.firstUsedAt !== null &&
    Date.parse(old.lastUsedAt) > Date.parse(next.firstUsedAt)
  return (
    <p>
      The old key still works for {formatSpan(leftMs)}.{' '}
      {isUsedSince
        ? 'It was used since its successor was: somebody has not changed yet.'
        : next.firstUsedAt === null
          ? 'Its successor was not used yet.'
          : 'It was not used since its successor is in use: it can be revoked.'}
    </p>
  )
}
