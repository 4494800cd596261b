import { Problem } from '@postern/domain'
import type { Type } from 'typebox'
import { type Principal, scrapeNamespaces } from '../auth/principal.ts'
import type { Lanes } from '../lane/lanes.ts'
import type { CheckPage, CheckQuery } from './check-schemas.ts'
import { describeCheck } from './describe-check.ts'

const DEFAULT_PAGE_SIZE = 50

/** One page of the checks in the caller's namespaces, by namespace and name. */
export async function listChecks(
  lanes: Lanes,
  principal: Principal,
  query: Type.Static<typeof CheckQuery>,
): Promise<Type.Static<typeof CheckPage>> {
  const names = scrapeNamespaces(principal, query.namespace)
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor)
  const limit = query.limit ?? DEFAULT_PAGE_SIZE
  return lanes.read(principal.tenant, ({ checks, nowMs }) => {
    const chosen = names
      .flatMap((name) => checks.inNamespace(name))
      .filter((watched) => query.state === undefined || watched.stateAt(nowMs) === query.state)
    const start =
      after === undefined ? 0 : chosen.findIndex(({ check }) => placeOf(check) === after) + 1
    const page = chosen.slice(start, start + limit)
    const last = page.at(-1)
    const isLast = start + limit >= chosen.length || !last
    return {
      checks: page.map((watched) => describeCheck(watched, nowMs)),
      total: chosen.length,
      ...(isLast ? {} : { nextCursor: Buffer.from(placeOf(last.check)).toString('base64url') }),
    }
  })
}

function placeOf({
  namespace,
  name,
}: {
  readonly namespace: string
  readonly name: string
}): string {
  return `${namespace}/${name}`
}

function readCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString()
  if (text.includes('/')) return text
  throw new Problem('cursor-malformed', 'the cursor was not given out here')
}
