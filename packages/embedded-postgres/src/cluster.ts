/** The files of one server: a folder that holds the data directory, the superuser's password and the server's log. */
import { randomBytes } from 'node:crypto'
import { chmod, chown, lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { isMissing } from './error-code.ts'
import { killLeftoversIn } from './leftovers.ts'
import { run } from './run.ts'

export const SUPERUSER = 'postgres'

export interface Cluster {
  readonly folder: string
  /** What Postgres calls its data directory. */
  readonly data: string
  readonly log: string
  readonly account: Account | undefined
  readonly binaries: Binaries
  readonly superuserPassword: string
}

export interface ClusterOptions {
  readonly folder: string
  readonly account: Account | undefined
  readonly binaries: Binaries
  /** False for data that nobody will miss: nothing is flushed or checksummed. */
  readonly durable: boolean
}

/** Opens the cluster in that folder. The first time, makes it: all of it, or after a crash in between, nothing. */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const { folder, account, binaries } = options
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
  if (account) await giveTo(account, folder)
  const cluster: Cluster = {
    folder,
    data: join(folder, 'data'),
    log: join(folder, 'server.log'),
    account,
    binaries,
    superuserPassword: await superuserPassword(folder, account),
  }
  const names = await readdir(folder)
  if (!names.includes('data')) await makeData(cluster, options.durable)
  return cluster
}

/**
 * How the server is told its data directory, when it is started inside of it. Another account may not be let through
 * to the directory by its path, as under root's home; the kernel lets every process through to where it already is.
 */
export function dataArgument(cluster: Pick<Cluster, 'account'>, folder: string): string {
  const byPath = cluster.account === undefined || process.platform !== 'linux'
  return byPath ? folder : '/proc/self/cwd'
}

async function makeData(cluster: Cluster, durable: boolean): Promise<void> {
  const draft = join(cluster.folder, 'data.new')
  await mkdir(draft, { recursive: true })
  await killLeftoversIn(draft)
  await rm(draft, { recursive: true })
  await mkdir(draft, { mode: 0o700 })
  if (cluster.account) await giveTo(cluster.account, draft)
  const args = [
    `--pgdata=${dataArgument(cluster, draft)}`,
    `--username=${SUPERUSER}`,
    '--pwfile=../superuser-password',
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync', '--no-data-checksums']),
  ]
  await run(cluster.binaries.initdb, args, { account: cluster.account, cwd: draft })
  await rename(draft, cluster.data)
  if (durable) await flushFolder(cluster.folder)
}

/** Kept in a file from before the first start, so that no crash can lose the password of a cluster that exists. */
async function superuserPassword(folder: string, account: Account | undefined): Promise<string> {
  const path = join(folder, 'superuser-password')
  try {
    const password = await readFile(path, 'utf8')
    if (password !== '') return password
  } catch (error) {
    if (!isMissing(error)) throw error
  }
  const password = randomBytes(24).toString('base64url')
  const draft = `${path}.new`
  const file = await open(draft, 'w', 0o600)
  try {
    await file.writeFile(password)
    await file.sync()
  } finally {
    await file.close()
  }
  if (account) await giveTo(account, draft)
  await rename(draft, path)
  return password
}

/** Gives a folder with all in it to the account. What already belongs to it is taken to be complete. */
async function giveTo(account: Account, path: string): Promise<void> {
  const found = await lstat(path)
  if (found.uid === account.uid && found.gid === account.gid) return
  if (found.isDirectory()) {
    for (const name of await readdir(path)) await giveTo(account, join(path, name))
  }
  // The folder last, so that a crash in between leaves it to be done again.
  if (!found.isSymbolicLink()) await chown(path, account.uid, account.gid)
}

async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
