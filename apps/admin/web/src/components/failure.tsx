import { Button } from '@mantine/core'
import { describeFailure } from '../lib/describe-failure.ts'

interface FailureProps {
  readonly error: unknown
  readonly onRetry?: () => void
}

/** What went wrong, in the server's words, and what to do. */
export function Failure({ error, onRetry }: FailureProps) {
  const { title, detail, advice, requestId } = describeFailure(error)
  return (
    <div className="notice bad stack tight" role="alert">
      <h3>{title}</h3>
      <p className="break">{detail}</p>
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
