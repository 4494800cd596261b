/** The command lines that people know from the Pushgateway, with a key. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Gateway, openGateway } from '../support/gateway.ts'
import { findProgram, skipWithout } from '../support/programs.ts'
import { runProgram } from '../support/run-program.ts'

const curl = await findProgram('curl')
const skip = skipWithout(curl, 'curl', 'curl')

test('a single sample is pushed from the shell', { skip }, async (t) => {
  const gateway = await openGateway(t)

  await run(
    gateway,
    `echo "some_metric 3.14" | curl --fail -sS -H "Authorization: Bearer $KEY" --data-binary @- $URL/metrics/job/some_job`,
  )

  assert.deepEqual(await gateway.samples('some_metric'), [
    { name: 'some_metric', labels: { instance: '', job: 'some_job' }, value: '3.14' },
  ])
})

test('a text of several metrics is pushed and its group deleted', { skip }, async (t) => {
  const gateway = await openGateway(t)
  const group = '$URL/metrics/job/some_job/instance/some_instance'
  const labels = { instance: 'some_instance', job: 'some_job' }

  await run(
    gateway,
    `cat <<EOF | curl --fail -sS -u "anybody:$KEY" --data-binary @- ${group}
# TYPE some_metric counter
some_metric{label="val1"} 42
# TYPE another_metric gauge
# HELP another_metric Just an example.
another_metric 2398.283
EOF`,
  )
  assert.deepEqual(await gateway.samples('some_metric'), [
    { name: 'some_metric', labels: { ...labels, label: 'val1' }, value: '42' },
  ])
  assert.deepEqual(await gateway.samples('another_metric'), [
    { name: 'another_metric', labels, value: '2398.283' },
  ])

  await run(gateway, `curl --fail -sS -u "anybody:$KEY" -X DELETE ${group}`)
  assert.deepEqual(await gateway.samples('push_time_seconds'), [])
})

test('a file is pushed by PUT, in base64 where a value has a slash', { skip }, async (t) => {
  const gateway = await openGateway(t)

  await run(
    gateway,
    `echo "size 1" | curl --fail -sS -H "Authorization: Bearer $KEY" -T - $URL/metrics/job/directory_cleaner/path@base64/L3Zhci90bXA`,
  )

  const [sample] = await gateway.samples('size')
  assert.deepEqual(sample?.labels, { instance: '', job: 'directory_cleaner', path: '/var/tmp' })
})

test('a body that cannot be read is refused with the line and the cause', { skip }, async (t) => {
  const gateway = await openGateway(t)

  const { stdout } = await runInShell(
    gateway,
    `printf 'good 1\\nbad' | curl -sS -w '%{http_code}' -H "Authorization: Bearer $KEY" --data-binary @- $URL/metrics/job/some_job`,
  )

  assert.match(stdout, /line 2.*\n400$/)
})

async function run(gateway: Gateway, script: string): Promise<void> {
  const { code, stderr } = await runInShell(gateway, script)
  assert.equal(code, 0, stderr)
}

function runInShell({ url, pushKey }: Gateway, script: string) {
  return runProgram('/bin/sh', ['-s'], { input: `URL='${url}' KEY='${pushKey}'\n${script}\n` })
}
