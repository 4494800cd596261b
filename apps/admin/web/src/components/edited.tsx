import { useQuery } from '@tanstack/react-query'
import { Fragment, type ReactNode } from 'react'
import type { Tagged } from '../lib/call.ts'
import { Dialog } from './dialog.tsx'
import { Failure } from './failure.tsx'
import { Waiting } from './waiting.tsx'

/** What is being changed, as it was when it was read. */
export interface Version {
  /** For the call that saves: it is refused when somebody else was faster. */
  readonly ifMatch: string | undefined
  readonly onReload: () => void
}

interface EditedProps<T> {
  readonly title: string
  /** What it is: the names in its address. */
  readonly of: readonly string[]
  readonly read: (signal: AbortSignal) => Promise<Tagged<T>>
  readonly onClose: () => void
  /** The dialog for it. */
  readonly children: (value: T, version: Version) => ReactNode
}

/** Reads what is to be changed just before that, so that nobody changes what they have not seen. */
export function Edited<T>({ title, of, read, onClose, children }: EditedProps<T>) {
  const { data, error, refetch, dataUpdatedAt } = useQuery({
    // Not below the tenant's: a form that is open is read anew by its own button alone.
    queryKey: ['edited', ...of],
    queryFn: ({ signal }) => read(signal),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  const onReload = () => void refetch()
  if (data) {
    return (
      <Fragment key={dataUpdatedAt}>
        {children(data.content, { ifMatch: data.etag, onReload })}
      </Fragment>
    )
  }
  return (
    <Dialog onClose={onClose} title={title}>
      {error ? <Failure error={error} onRetry={onReload} /> : <Waiting />}
    </Dialog>
  )
}
