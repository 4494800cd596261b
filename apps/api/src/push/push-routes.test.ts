import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bearer, openGateway } from '../testing/gateway.ts'

test('a push is answered with 200 and an empty body, and is in the next scrape', async (t) => {
  const gateway = await openGateway(t)

  const reply = await gateway.put('/job/backup/zone/eu', '# TYPE size gauge\nsize{disk="a"} 1.5\n')

  assert.equal(reply.statusCode, 200)
  assert.equal(reply.body, '')
  assert.equal(
    await gateway.scrape(),
    [
      '# HELP push_failure_time_seconds Last Unix time when changing this group in the Pushgateway failed.',
      '# TYPE push_failure_time_seconds gauge',
      'push_failure_time_seconds{instance="",job="backup",zone="eu"} 0',
      '# HELP push_time_seconds Last Unix time when changing this group in the Pushgateway succeeded.',
      '# TYPE push_time_seconds gauge',
      'push_time_seconds{instance="",job="backup",zone="eu"} <time>',
      '# TYPE size gauge',
      'size{disk="a",instance="",job="backup",zone="eu"} 1.5',
      '',
    ].join('\n'),
  )
})

test('PUT replaces the group, POST the families of the same name', async (t) => {
  const gateway = await openGateway(t)

  await gateway.put('/job/backup', 'a 1\nb 1\n')
  await gateway.post('/job/backup', 'b 2\nc 2\n')
  const afterPost = await gateway.scrape()
  await gateway.put('/job/backup', 'd 3\n')
  const afterPut = await gateway.scrape()

  assert.match(afterPost, /^a\{.*\} 1\n(?:.*\n)b\{.*\} 2\n(?:.*\n)c\{.*\} 2$/m)
  assert.match(afterPut, /^d\{.*\} 3$/m)
  assert.doesNotMatch(afterPut, /^[abc]\{/m)
})

test('DELETE answers 202 and takes the group away with its push times', async (t) => {
  const gateway = await openGateway(t)
  await gateway.put('/job/backup', 'a 1\n')

  const first = await gateway.delete('/job/backup')
  const second = await gateway.delete('/job/backup')

  assert.deepEqual([first.statusCode, second.statusCode], [202, 202])
  assert.doesNotMatch(await gateway.scrape(), /^[^#]/m)
})

test('a push through one replica is in the next scrape of the other, and so is a deletion', async (t) => {
  const gateway = await openGateway(t)
  const other = await gateway.addReplica()

  for (let i = 1; i <= 3; i++) {
    await gateway.put('/job/backup', `a ${i}\n`)
    assert.match(await gateway.scrape(other), new RegExp(`^a\\{.*\\} ${i}$`, 'm'))
  }
  await gateway.delete('/job/backup')

  assert.doesNotMatch(await gateway.scrape(other), /^[^#]/m)
})

test('a type that another group holds otherwise is refused, whichever replica gets it', async (t) => {
  const gateway = await openGateway(t)
  const other = await gateway.addReplica()
  await gateway.put('/job/first', '# TYPE a counter\na 1\n')

  const reply = await other.inject({
    method: 'PUT',
    url: '/metrics/job/second',
    headers: bearer(gateway.keys.push),
    payload: '# TYPE a gauge\na 1\n',
  })

  assert.equal(reply.statusCode, 400)
  assert.match(
    reply.body,
    /^pushed metrics are invalid or inconsistent with existing metrics: .*COUNTER/,
  )
  assert.match(
    await gateway.scrape(),
    /push_failure_time_seconds\{instance="",job="second"\} <time>/,
  )
})

test('two groups cannot hold the same series by way of body labels', async (t) => {
  const gateway = await openGateway(t)
  await gateway.put('/job/a/zone/eu', 'm 1\n')

  const same = await gateway.put('/job/a', 'm{zone="eu"} 1\n')
  const other = await gateway.put('/job/a', 'm{zone="us"} 1\n')

  assert.equal(same.statusCode, 400)
  assert.match(same.body, /was collected before with the same name and label values/)
  assert.equal(other.statusCode, 200)
})

test('groups that differ only in an empty instance do not both exist', async (t) => {
  const gateway = await openGateway(t)
  await gateway.put('/job/a', 'm 1\n')

  const reply = await gateway.put('/job/a/instance@base64/=', 'n 1\n')

  assert.equal(reply.statusCode, 400)
  assert.equal((await gateway.scrape()).match(/^push_time_seconds/gm)?.length, 1)
})
