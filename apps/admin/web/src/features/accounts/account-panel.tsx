import { Button } from '@mantine/core'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Failure } from '../../components/failure.tsx'
import { LoadMore } from '../../components/load-more.tsx'
import { Empty, Panel } from '../../components/page.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { firstPage, nextPage } from '../../lib/pages.ts'
import type { AccountCalls } from './account-calls.ts'
import { AccountTable } from './account-table.tsx'
import { Invite } from './invite.tsx'

interface AccountPanelProps {
  readonly calls: AccountCalls
  readonly title: string
  /** What is said while there is nobody. */
  readonly empty: string
}

/** People who may sign in. */
export function AccountPanel({ calls, title, empty }: AccountPanelProps) {
  const client = useQueryClient()
  const [isInviting, setInviting] = useState(false)
  const pages = useInfiniteQuery({
    queryKey: calls.queryKey,
    queryFn: ({ signal, pageParam }) => calls.list(pageParam, signal),
    initialPageParam: firstPage,
    getNextPageParam: nextPage,
  })
  const accounts = pages.data?.pages.flatMap((page) => page.accounts)
  const refresh = () => client.invalidateQueries({ queryKey: calls.queryKey })
  return (
    <Panel
      title={title}
      actions={
        <Button variant="default" onClick={() => setInviting(true)}>
          Invite somebody
        </Button>
      }
    >
      {pages.error && <Failure error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.isPending && <Waiting />}
      {accounts?.length === 0 && (
        <Empty title="Nobody yet">
          <p>{empty}</p>
        </Empty>
      )}
      {accounts && accounts.length > 0 && (
        <AccountTable calls={calls} accounts={accounts} onChanged={refresh} />
      )}
      <LoadMore pages={pages} />
      {isInviting && (
        <Invite calls={calls} onInvited={refresh} onClose={() => setInviting(false)} />
      )}
    </Panel>
  )
}
