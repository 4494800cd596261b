import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { formatSpan } from '../../lib/format.ts'
import { useNow } from '../../lib/use-now.ts'
import { sessionQuery } from './session.ts'
import './session-end.css'

const WARN_MS = 2 * 60_000

// The server counts whatever is not told to be in the background; how often the page learns what it counted.
const ASK_MS = 60_000

/** Says when the session is about to end, so that nobody loses a form to it. */
export function SessionEnd() {
  const { data: person } = useQuery({ ...sessionQuery, refetchInterval: ASK_MS })
  const client = useQueryClient()
  const nowMs = useNow()
  const session = person?.session
  if (!session) return null
  const endsAtMs = Math.min(Date.parse(session.idleUntil), Date.parse(session.expiresAt))
  const leftMs = endsAtMs - nowMs
  if (leftMs > WARN_MS || leftMs < 0) return null
  const isIdle = Date.parse(session.idleUntil) < Date.parse(session.expiresAt)
  return (
    <div className="session-end notice warn row" role="status">
      <span>
        {isIdle ? 'You seem to be away: you will be signed out in ' : 'Your session ends in '}
        {formatSpan(Math.floor(leftMs / 10_000) * 10_000 || 5_000)}.
      </span>
      {isIdle && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => void client.invalidateQueries(sessionQuery)}
        >
          Stay
        </Button>
      )}
    </div>
  )
}
