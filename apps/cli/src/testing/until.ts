import { setTimeout as sleep } from 'node:timers/promises'

/** Waits for what another process does, of which nothing tells. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(10)
}
