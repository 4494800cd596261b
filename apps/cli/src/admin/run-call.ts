import type { AdminClient, AnyInput } from '../client/admin-client.ts'
import type { Context } from '../context.ts'
import { isObject, linesOfPages, pagesOf, wholeOf } from './pages.ts'
import type { Call } from './read-call.ts'
import { linesOf, tellingDetails } from './tables.ts'

export interface Showing {
  /** The command, for a call that answers nothing. */
  readonly words: string
  readonly isJson: boolean
  /** Each thing of a list is a line of JSON, and goes out as soon as its page is there. */
  readonly isLines: boolean
  /** Of a list; all when not given. */
  readonly limit: number | undefined
}

/** Makes the call and shows what comes. */
export async function runCall(
  { variant }: Call,
  input: AnyInput,
  admin: AdminClient,
  { out }: Pick<Context, 'out'>,
  { words, isJson, isLines, limit }: Showing,
): Promise<void> {
  const { endpoint } = variant
  if (variant.isText) return out.copy(admin.read(endpoint, input))
  if (isLines && variant.isPaged)
    return out.copy(linesOfPages(pagesOf(endpoint, input, admin, limit)))
  const answer: unknown = variant.isPaged
    ? await wholeOf(pagesOf(endpoint, input, admin, limit))
    : await admin.call(endpoint, input)
  if (isJson) out.print(JSON.stringify(answer ?? {}))
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
