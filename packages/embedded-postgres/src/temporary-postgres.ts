import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EmbeddedPostgres, startCluster } from './embedded-postgres.ts'
import type { ServerSettings } from './settings.ts'

/**
 * A server for tests: fast, because nothing is flushed to disk, in a temporary folder that goes with it. It does not
 * outlive this process, however that ends.
 */
export async function startTemporaryPostgres(
  settings: ServerSettings = {},
): Promise<EmbeddedPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-postgres-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    const postgres = await startCluster({ folder, settings, durable: false, isTemporary: true })
    return {
      ...postgres,
      stop: async () => {
        await postgres.stop()
        await remove()
      },
    }
  } catch (error) {
    await remove()
    throw error
  }
}
