import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readWebPages, type WebPages } from '@postern/admin'

const webFolder = fileURLToPath(new URL('../../../apps/admin/web', import.meta.url))

/** The pages as they were built. Throws when that was before they were last changed: it would show old ones. */
export async function builtPages(): Promise<WebPages> {
  const pages = await readWebPages()
  const builtMs = pages && (await stat(join(webFolder, 'dist/index.html'))).mtimeMs
  if (pages && builtMs !== undefined && (await newestMs(join(webFolder, 'src'))) <= builtMs) {
    return pages
  }
  throw new Error('the pages are not built, or older than their sources: npm run build')
}

async function newestMs(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const times = await Promise.all(files.map((file) => stat(join(file.parentPath, file.name))))
  return Math.max(...times.map(({ mtimeMs }) => mtimeMs))
}
