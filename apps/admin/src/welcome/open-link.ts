import { Problem } from '@postern/domain'
import { type KeyHasher, readToken } from '@postern/server'
import { type Db, findWelcomeLink, type StoredWelcomeLink } from '@postern/store'

/** The link of which this is the token. Throws `link-not-found`. */
export async function openLink(
  { db, hasher }: { readonly db: Db; readonly hasher: KeyHasher },
  text: string,
  nowMs: number,
): Promise<StoredWelcomeLink> {
  const token = readToken(text)
  const found = token && (await findWelcomeLink(db, token.id))
  // The same answer, after the same work, for one that never was.
  const isRight = token !== undefined && hasher.matches(token.secret, found?.secret)
  if (isRight && found && nowMs < found.expiresAt.getTime()) return found
  throw linkNotFound()
}

export function linkNotFound(): Problem {
  return new Problem('link-not-found', 'this link was used or has expired; ask for a new one')
}
