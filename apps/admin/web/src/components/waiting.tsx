import { Skeleton } from '@mantine/core'

interface WaitingProps {
  readonly rows?: number
}

/** The place of rows that are on their way. */
export function Waiting({ rows = 4 }: WaitingProps) {
  return (
    <div className="panel-body stack close" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={20} width={`${90 - ((index * 17) % 40)}%`} />
      ))}
    </div>
  )
}
