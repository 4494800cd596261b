import assert from 'node:assert/strict'
import { test } from 'node:test'
import { preparePush, pushInto } from '@postern/domain'
import { parseProtobuf, parseText } from '@postern/exposition'
import { newGroupState } from '../view/group.ts'
import { TenantView } from '../view/tenant-view.ts'
import { type AnswerOptions, ScrapeAnswers } from './scrape-answers.ts'

const protobuf: AnswerOptions = {
  namespaces: ['default'],
  isWhole: true,
  format: 'protobuf',
  scheme: 'underscores',
}
const text: AnswerOptions = { ...protobuf, format: 'text' }

function push(view: TenantView, job: string, body: string): void {
  const groupingKey = ['job', job]
  const families = preparePush(parseText(Buffer.from(body)), {
    groupingKey,
    namespaceLabel: undefined,
  })
  const before = newGroupState(++view.version)
  const content = pushInto(before.content, families, 'PUT', 0)
  view.namespace('default').set(groupingKey, { ...before, content })
}

function open() {
  const view = new TenantView('namespace')
  push(view, 'a', 'm 1\n')
  push(view, 'b', 'm 1\n')
  return { view, answers: new ScrapeAnswers(view) }
}

function blockOf(view: TenantView) {
  const block = view.namespace('default').families.get('m')?.members.blocks[0]
  assert.ok(block)
  return block
}

test('an answer shows the view as it was when it was asked for, and nothing stale is kept', async () => {
  const { view, answers } = open()
  // Behind another answer, this one has to wait for its turn.
  const others = [text, { ...text, scheme: 'dots' } as const].map((options) =>
    answers.take(options, 0),
  )
  const before = answers.take(protobuf, 0)
  push(view, 'a', 'm 2\n')
  const after = answers.take(protobuf, 0)
  await Promise.all(others.map((answer) => answer.body('identity')))

  const values = async (answer: typeof before) => {
    const families = parseProtobuf(await answer.body('identity'))
    const family = families.find(({ name }) => name === 'm')
    assert.ok(family?.type === 'untyped')
    return family.metrics.map(({ value }) => value)
  }
  assert.deepEqual(await values(before), [1, 1])
  assert.deepEqual(await values(after), [2, 1])
  assert.deepEqual(await values(answers.take({ ...protobuf, scheme: 'values' }, 0)), [2, 1])
})

test('as long as nothing changes, all who ask for the same get the same answer', async () => {
  const { view, answers } = open()
  const answer = answers.take(text, 0)
  assert.equal(answers.take({ ...text }, 1), answer)
  assert.equal(await answer.body('gzip'), await answer.body('gzip'))
  push(view, 'c', 'm 1\n')
  assert.notEqual(answers.take(text, 2), answer)
})

test('what nobody asked for in a while is forgotten, and what was rendered for it', async () => {
  const { view, answers } = open()
  const minute = 60_000
  await answers.take(protobuf, 0).body('identity')
  await answers.take(text, 9 * minute).body('gzip')
  assert.ok([...blockOf(view).rendered.keys()].some((id) => id.startsWith('protobuf')))
  const bytes = answers.bytes

  await answers.take(text, 11 * minute).body('identity')

  assert.ok([...blockOf(view).rendered.keys()].every((id) => id.startsWith('lines')))
  assert.ok(answers.bytes < bytes, `${answers.bytes} of ${bytes}`)
})
