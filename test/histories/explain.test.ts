/** The judge of the random histories, on histories whose verdict is known. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { explain } from './explain.ts'
import { findLostPush } from './find-lost-push.ts'
import { Recorder, type Request } from './history.ts'
import { describeAnswer, type Operation, type Push } from './model.ts'

test('a scrape that shows an answered push is explained', () => {
  const { recorder, scrape } = newHistory()
  const push = recorder.request(gauge(1), 'A')
  recorder.answer(push, '200')
  scrape('gauge m{instance="",job="a"} 1')

  assert.equal(explain(recorder.history), undefined)
  assert.equal(findLostPush(recorder.history), undefined)
})

test('a scrape that misses an answered push is not explained', () => {
  const { recorder, scrape } = newHistory()
  const push = recorder.request(gauge(1), 'A')
  recorder.answer(push, '200')
  scrape()

  assert.match(explain(recorder.history) ?? '', /no order .* of 2: scrape/)
  assert.match(
    findLostPush(recorder.history) ?? '',
    /answered with 200 and is not in a later scrape/,
  )
})

test('a push that is under way may be in a scrape or not, but does not go away again', () => {
  const { recorder, scrape } = newHistory()
  const push = recorder.request(gauge(1), 'A')
  scrape()
  scrape('gauge m{instance="",job="a"} 1')
  assert.equal(explain(recorder.history), undefined)

  scrape()
  recorder.answer(push, '200')
  assert.match(explain(recorder.history) ?? '', /no order .* of 4: scrape/)
})

test('two pushes at once may end in either order, and in the same for everybody', () => {
  const { recorder, scrape } = newHistory()
  const pushes = [gauge(1), gauge(2)].map((push) => recorder.request(push, 'A'))
  for (const push of pushes) recorder.answer(push, '200')
  scrape('gauge m{instance="",job="a"} 1')
  assert.equal(explain(recorder.history), undefined)

  scrape('gauge m{instance="",job="a"} 2')
  assert.match(explain(recorder.history) ?? '', /no order .* of 4: scrape/)
})

test('a push that was never answered may be there later, but not once its replica is gone', () => {
  const { recorder, scrape } = newHistory()
  recorder.request(gauge(1), 'A')
  scrape()
  const late = newHistory()
  late.recorder.end(late.recorder.request(gauge(1), 'A'))
  late.scrape()

  scrape('gauge m{instance="",job="a"} 1')
  late.scrape('gauge m{instance="",job="a"} 1')

  assert.equal(explain(recorder.history), undefined)
  assert.match(explain(late.recorder.history) ?? '', /no order .* of 3: scrape/)
})

test('a refusal without a reason is not explained', () => {
  const { recorder } = newHistory()
  recorder.answer(recorder.request(gauge(1), 'A'), '400')

  assert.match(explain(recorder.history) ?? '', /no order .* of 1: PUT/)
})

test('a group is gone when its time is over, and not before', () => {
  const { recorder, scrape } = newHistory()
  const push = recorder.request({ ...gauge(1), ticks: 2 }, 'A')
  recorder.answer(push, '200')
  recorder.tick(1)
  scrape('gauge m{instance="",job="a"} 1')
  recorder.tick(2)
  scrape()
  assert.equal(explain(recorder.history), undefined)
  assert.equal(findLostPush(recorder.history), undefined)

  scrape('gauge m{instance="",job="a"} 1')
  assert.match(explain(recorder.history) ?? '', /no order .* of 4: scrape/)
  const early = newHistory()
  early.recorder.answer(early.recorder.request({ ...gauge(1), ticks: 2 }, 'A'), '200')
  early.recorder.tick(1)
  early.scrape()
  assert.match(explain(early.recorder.history) ?? '', /no order .* of 2: scrape/)
})

test('a scrape under way while the clock moves may show both, the next one only what is', () => {
  for (const samples of [[], ['gauge m{instance="",job="a"} 1']]) {
    const { recorder, scrape, show } = newHistory()
    recorder.answer(recorder.request({ ...gauge(1), ticks: 1 }, 'A'), '200')
    const underWay = recorder.request({ kind: 'scrape' }, 'B')
    recorder.tick(1)
    show(underWay, samples)
    scrape()
    assert.equal(explain(recorder.history), undefined)
  }
})

test('what is held for ever is lost when it is not there, however late it is', () => {
  const { recorder, scrape } = newHistory()
  recorder.answer(recorder.request({ ...gauge(1), ticks: Number.POSITIVE_INFINITY }, 'A'), '200')
  recorder.tick(1)
  scrape()
  assert.match(findLostPush(recorder.history) ?? '', /is not in a later scrape/)
})

test('another default counts for groups that are there once ends are computed anew, and for none that has ended', () => {
  const { recorder, scrape } = newHistory()
  const operator = (operation: Operation) =>
    recorder.answer(recorder.request(operation, 'the operator'), '200')
  recorder.answer(recorder.request(gauge(1), 'A'), '200')
  operator({ kind: 'default', ticks: 1 })
  recorder.tick(1)
  scrape('gauge m{instance="",job="a"} 1')
  operator({ kind: 'recompute' })
  scrape()
  operator({ kind: 'default', ticks: 9 })
  operator({ kind: 'recompute' })
  scrape()
  assert.equal(explain(recorder.history), undefined)
})

function gauge(value: number): Push {
  const families = [{ name: 'm', type: 'gauge', zones: [undefined] } as const]
  return { kind: 'PUT', group: '/job/a', families, value }
}

function newHistory() {
  const recorder = new Recorder()
  const show = (request: Request, samples: readonly string[]) => {
    const times = [
      'gauge push_failure_time_seconds{instance="",job="a"} 0',
      'gauge push_time_seconds{instance="",job="a"} some',
    ]
    const lines = samples.length === 0 ? [] : [...samples, ...times]
    recorder.answer(request, describeAnswer(200, lines.join('\n')))
  }
  /** A scrape of replica B, at once answered: with these samples and push times, or nothing. */
  const scrape = (...samples: string[]) => show(recorder.request({ kind: 'scrape' }, 'B'), samples)
  return { recorder, scrape, show }
}
