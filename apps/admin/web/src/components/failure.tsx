import { Button } from '@mantine/core'
import { describeFailure } from '../lib/describe-failure.ts'
import { capitalized } from '../lib/format.ts'
import { isProblem } from '../lib/problem-error.ts'

interface FailureProps {
  readonly error: unknown
  readonly onRetry?: (() => void) | undefined
  /** Reads what was to be changed as it is now. */
  readonly onReload?: (() => void) | undefined
}

/** What went wrong, in the server's words, and what to do. */
export function Failure({ error, onRetry, onReload }: FailureProps) {
  if (onReload && isProblem(error, 'precondition-failed')) return <Overtaken onReload={onReload} />
  const { title, detail, advice, requestId } = describeFailure(error)
  return (
    <div className="notice bad stack tight" role="alert">
      <h3>{title}</h3>
      <p className="break">{capitalized(detail)}</p>
      {advice !== undefined && <p>{advice}</p>}
      {(onRetry || requestId !== undefined) && (
        <div className="row">
          {onRetry && (
            <Button size="compact-sm" variant="default" onClick={onRetry}>
              Try again
            </Button>
          )}
          {requestId !== undefined && (
            <span className="small">
              In the server’s log: <code className="mono break">{requestId}</code>
            </span>
          )}
        </div>
      )}
    </div>
  )
}

/** Of two who changed the same, the later one is told. */
function Overtaken({ onReload }: { readonly onReload: () => void }) {
  return (
    <div className="notice warn stack tight" role="alert">
      <h3>Somebody changed this meanwhile</h3>
      <p>Nothing of yours was saved. Load it again to see what it is now, and change that.</p>
      <div className="row">
        <Button size="compact-sm" variant="default" onClick={onReload}>
          Load it again
        </Button>
      </div>
    </div>
  )
}
