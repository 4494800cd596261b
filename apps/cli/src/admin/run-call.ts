import type { AdminClient, AnyInput } from '../client/admin-client.ts'
import type { Context } from '../context.ts'
import type { Call } from './read-call.ts'
import { linesOf, tellingDetails } from './tables.ts'

export interface Showing {
  /** The command, for a call that answers nothing. */
  readonly words: string
  readonly isJson: boolean
  /** Of a list; all when not given. */
  readonly limit: number | undefined
}

/** Makes the call and shows what comes. */
export async function runCall(
  { variant }: Call,
  input: AnyInput,
  admin: AdminClient,
  { out }: Pick<Context, 'out'>,
  { words, isJson, limit }: Showing,
): Promise<void> {
  const { endpoint } = variant
  const answer: unknown = variant.isPaged
    ? await readPages(endpoint, input, admin, limit)
    : await admin.call(endpoint, input)
  if (typeof answer === 'string') out.print(answer.trimEnd())
  else if (isJson) out.print(JSON.stringify(answer ?? {}))
  else if (answer === undefined) out.print(`${words}: done`)
  else if (isObject(answer) && 'secret' in answer) showSecret(answer, out)
  else for (const line of linesOf(answer)) out.print(line)
}

/** The secret alone on standard output, so that it can be put into a file or a variable; all about it beside. */
function showSecret({ secret, ...rest }: Record<string, unknown>, out: Context['out']): void {
  out.print(String(secret))
  const [about] = Object.values(rest)
  if (!isObject(about)) return
  out.complain('The line above is the secret; it is shown this once.')
  for (const line of tellingDetails(about)) out.complain(`  ${line}`)
}

const PAGE_SIZE = 200

/** One answer of all pages, with the lists of each behind those of the one before. */
async function readPages(
  endpoint: Call['variant']['endpoint'],
  input: AnyInput,
  admin: AdminClient,
  limit = Number.POSITIVE_INFINITY,
): Promise<unknown> {
  let whole: Record<string, unknown> = {}
  let cursor: string | undefined
  for (let left = limit; left > 0; ) {
    const querystring = {
      ...input.querystring,
      limit: Math.min(PAGE_SIZE, left),
      ...(cursor !== undefined && { cursor }),
    }
    const page: unknown = await admin.call(endpoint, { ...input, querystring })
    if (!isObject(page)) return page
    left -= longestList(page)
    whole = append(whole, page)
    if (typeof page['nextCursor'] !== 'string') break
    cursor = page['nextCursor']
  }
  return whole
}

function append(whole: Record<string, unknown>, page: Record<string, unknown>) {
  const { nextCursor: _, ...before } = whole
  const members = Object.entries(page).map(([name, value]) => {
    const earlier = before[name]
    return [
      name,
      Array.isArray(value) && Array.isArray(earlier) ? [...earlier, ...value] : value,
    ] as const
  })
  return { ...before, ...Object.fromEntries(members) }
}

/** At least one, so that a page without any does not go on for ever. */
function longestList(page: Record<string, unknown>): number {
  return Math.max(1, ...Object.values(page).map((each) => (Array.isArray(each) ? each.length : 0)))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
