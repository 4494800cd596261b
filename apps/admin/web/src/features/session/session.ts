import type { Access, Whoami } from '@postern/contract'
import { includesRole } from '@postern/domain'
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { call, forgetAnswers } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { ProblemError } from '../../lib/problem-error.ts'

/** Who is signed in; null for nobody. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<Whoami | null> => {
    try {
      return await call(endpoints.whoami, {}, { signal })
    } catch (error) {
      if (error instanceof ProblemError && error.status === 401) return null
      throw error
    }
  },
  staleTime: 60_000,
})

/** Below the layout there is always somebody. */
export function usePerson(): Whoami {
  const { data } = useQuery(sessionQuery)
  if (!data) throw new Error('nobody is signed in')
  return data
}

/** Whether the person's role may make calls of that access. The server decides; this is what to show. */
export function useMay(): (access: Access) => boolean {
  const { role } = usePerson()
  return (access) => access === 'public' || access === 'signed-in' || includesRole(role, access)
}

/** Puts somebody else, or nobody, before the screen: nothing that the one before read stays. */
export function useChangePerson(): (person: Whoami | null) => void {
  const client = useQueryClient()
  return (person) => {
    forgetAnswers()
    client.setQueryData(sessionQuery.queryKey, person)
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] })
  }
}
