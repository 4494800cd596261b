import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startHail } from '../support/hail.ts'
import { startPosternUp } from '../support/postern-up.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'
import { until } from '../support/until.ts'

const PUSHES_BEFORE_KILL = 400

test('kill -9 of everything in a hail of pushes loses none that was answered', {
  timeout: 180_000,
}, async (t) => {
  const stateDir = await makeTemporaryFolder(t)

  // The second time it falls on what a recovery made.
  for (const round of [1, 2]) {
    const postern = await startPosternUp(t, stateDir)
    const hail = startHail(t, postern.credentials)
    await until('enough pushes', () => hail.answered >= PUSHES_BEFORE_KILL, 60_000)
    await postern.killAll()
    await hail.stop()

    const again = await startPosternUp(t, stateDir)
    const lost = await hail.findLost(again.credentials)
    t.diagnostic(`round ${round}: ${hail.answered} pushes answered before the end`)
    await again.killAll()

    assert.deepEqual(lost, [])
    assert.deepEqual(hail.statuses(), [0, 200])
  }
})
