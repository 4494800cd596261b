import { readFile, stat } from 'node:fs/promises'
import { isMissing } from './error-code.ts'

/** Whom the server runs as. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

// The server's usual account where a distribution's Postgres is installed, and one that every system has.
const UNPRIVILEGED = ['postgres', 'nobody']

/**
 * Postgres refuses to run as root, so root runs it as another account: the one that owns the data already, so that a
 * later start never changes hands, or else an unprivileged one. `undefined` for everybody else: as ourselves.
 */
export async function accountForServer(folder: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const owner = await ownerOf(folder)
  if (owner !== undefined && owner.uid !== 0) return owner
  const accounts = parseAccounts(await readFile('/etc/passwd', 'utf8'))
  for (const name of UNPRIVILEGED) {
    const account = accounts.get(name)
    if (account) return account
  }
  throw new Error(
    `Postgres does not run as root, and /etc/passwd has no account named ${UNPRIVILEGED.join(' or ')} to run it as`,
  )
}

async function ownerOf(folder: string): Promise<Account | undefined> {
  try {
    const { uid, gid } = await stat(folder)
    return { uid, gid }
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** name:password:uid:gid:…, a line each. Root's own ids are left out, whatever name they go by. */
export function parseAccounts(passwd: string): Map<string, Account> {
  const accounts = new Map<string, Account>()
  for (const line of passwd.split('\n')) {
    const [name = '', , uid, gid] = line.split(':')
    const account = { uid: Number(uid), gid: Number(gid) }
    if (account.uid > 0 && account.gid > 0) accounts.set(name, account)
  }
  return accounts
}
