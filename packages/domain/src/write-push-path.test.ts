import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assert as check, dictionary, property, string } from 'fast-check'
import { groupingKeyFromLabels, parsePushPath } from './push-path.ts'
import { writePushPath } from './write-push-path.ts'

test('a path is as plain as it can be, with the job first', () => {
  const path = (labels: Record<string, string>) =>
    writePushPath(groupingKeyFromLabels(labels, { utf8Names: true }))
  assert.equal(path({ zone: 'eu', job: 'backup' }), '/metrics/job/backup/zone/eu')
  assert.equal(path({ job: 'a b+c%' }), '/metrics/job/a%20b%2Bc%25')
  assert.equal(path({ job: 'a/b', dir: '' }), '/metrics/job@base64/YS9i/dir@base64/=')
  assert.equal(path({ job: '..', x: '.' }), '/metrics/job@base64/Li4/x@base64/Lg')
  assert.equal(path({ job: 'a', 'my.label': '1' }), '/metrics/job/a/U__my_2e_label/1')
})

test('the path of a group names that group, whatever its labels hold', () => {
  const text = string({ unit: 'binary' })
  const name = string({ unit: 'binary', minLength: 1 }).filter((each) => !each.startsWith('_'))
  const job = string({ unit: 'binary', minLength: 1 })
  check(
    property(dictionary(name, text), job, (labels, jobName) => {
      const utf8 = { utf8Names: true }
      // What would be read as an encoded name is no name of its own.
      const plain = Object.entries(labels).filter(([each]) => !each.startsWith('U__'))
      const key = groupingKeyFromLabels({ ...Object.fromEntries(plain), job: jobName }, utf8)
      assert.deepEqual(parsePushPath(writePushPath(key), utf8), key)
    }),
  )
})
