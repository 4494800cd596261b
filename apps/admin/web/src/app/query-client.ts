import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { sessionQuery } from '../features/session/session.ts'
import { isProblem, NoAnswerError, ProblemError } from '../lib/problem-error.ts'

const MAX_RETRIES = 2

/** What was read is shown at once when one comes back to it, and asked for again behind that. */
export function newQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: (error) => noticeEnd(client, error) }),
    mutationCache: new MutationCache({ onError: (error) => noticeEnd(client, error) }),
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        retry: (failures, error) => failures < MAX_RETRIES && passesByItself(error),
      },
      mutations: { retry: false },
    },
  })
  return client
}

const ended = ['session-ended', 'credential-missing', 'credential-invalid'] as const

/** A session that ended is told with whatever is asked next. */
function noticeEnd(client: QueryClient, error: Error): void {
  if (!ended.some((code) => isProblem(error, code))) return
  if (client.getQueryData(sessionQuery.queryKey)) void client.invalidateQueries(sessionQuery)
}

function passesByItself(error: Error): boolean {
  return error instanceof NoAnswerError || (error instanceof ProblemError && error.status === 503)
}
