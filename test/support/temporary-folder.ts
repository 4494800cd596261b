import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Ending } from '@postern/testkit'

/** A folder that is removed at the end, after what works in it was ended. */
export async function makeTemporaryFolder(t: Ending): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-test-'))
  // Hooks run in the order in which they were told; one that is told while they run comes last.
  t.after(() => t.after(() => rm(folder, { recursive: true, force: true })))
  return folder
}
