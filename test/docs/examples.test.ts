import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { startPushgateway, withoutPushgateway } from '../support/pushgateway.ts'
import { startGateway } from './support/gateway.ts'
import { type Page, pages } from './support/pages.ts'
import { isAsPromised, leftOut, runnable, runPage, skipPage } from './support/run-page.ts'

for (const page of pages.filter((each) => runnable(each).length > 0)) {
  const skip = await skipPage(page)
  test(`every example of ${page.path} works, and prints what the page says`, {
    skip,
  }, async (t) => {
    const runs = await runPage(t, page, await environmentOf(page, t))
    for (const { fence, printed, exitCode, promised } of runs) {
      const where = `${page.path}:${fence.line}`
      assert.equal(exitCode, 0, `${where} ends with ${exitCode}: ${printed}`)
      if (promised === undefined) assert.equal(printed.trim(), '', `${where} prints something`)
      else if (!isAsPromised(printed, promised)) assert.equal(printed, promised, where)
    }
  })
}

for (const page of pages.filter((each) => leftOut(each).length > 0)) {
  test(`the examples of ${page.path} with a Pushgateway work`, { skip: withoutPushgateway })
}

/** A gateway of the page's own, and a Pushgateway where the page speaks of one. */
async function environmentOf(page: Page, t: TestContext) {
  const own = await startGateway(t)
  const needsOther = runnable(page).some(({ words }) => words.has('pushgateway'))
  return needsOther ? { ...own, PUSHGATEWAY_URL: await startPushgateway(t) } : own
}

test('a printed … stands for anything in its line, alone for any lines', () => {
  assert.ok(isAsPromised('a 17 b\nc\n', 'a … b\nc\n'))
  assert.ok(isAsPromised('a\nb\nc\nd\n', 'a\n…\nd\n'))
  assert.ok(!isAsPromised('a 17\nb\nc\n', 'a … b\nc\n'))
  assert.ok(!isAsPromised('a\nb\n', 'a\n'))
})
