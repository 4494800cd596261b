import type { ErrorComponentProps } from '@tanstack/react-router'
import { Failure } from '../components/failure.tsx'

/** Instead of a page that could not be shown. */
export function PageFailure({ error, reset }: ErrorComponentProps) {
  return (
    <div className="page">
      <Failure error={error} onRetry={reset} />
    </div>
  )
}
