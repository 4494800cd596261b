/** Files that only we may read. */
import { open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/** The file has the old text or the new one, whole, whatever happens meanwhile; and mode 0600. */
export async function writeSecretFile(path: string, text: string): Promise<void> {
  const draft = `${path}.new`
  // One that a crash left may have any mode.
  await rm(draft, { force: true })
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
  await flushFolder(dirname(path))
}

/** The file's text, or `undefined` when there is no such file. */
export async function readSecretFile(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** What the file holds; the first time, what `make` returns, which it holds from then on. */
export async function readOrMakeSecret(path: string, make: () => string): Promise<string> {
  const kept = (await readSecretFile(path))?.trim()
  if (kept) return kept
  const made = make()
  await writeSecretFile(path, `${made}\n`)
  return made
}

async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
