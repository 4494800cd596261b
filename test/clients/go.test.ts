/** The usual client for Go, as Debian has it: protobuf unless told otherwise, and exact about statuses. */
import assert from 'node:assert/strict'
import { access, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openGateway } from '../support/gateway.ts'
import { findProgram, skipWithout } from '../support/programs.ts'
import { runProgram } from '../support/run-program.ts'

const SOURCE = fileURLToPath(new URL('go/main.go', import.meta.url))

// Where Debian puts the sources of Go libraries.
const GOPATH = '/usr/share/gocode'

const go = await findGo()
const skip = skipWithout(
  go,
  'client_golang for Go',
  'golang-go golang-github-prometheus-client-golang-dev',
)

let folder = ''
const program = () => join(folder, 'pusher')

before(async () => {
  if (go === undefined) return
  folder = await mkdtemp(join(tmpdir(), 'postern-go-'))
  const build = ['GO111MODULE=off', `GOPATH=${GOPATH}`, `GOCACHE=${join(folder, 'cache')}`]
  const command = [...build, go, 'build', '-o', program(), SOURCE]
  const { code, stderr } = await runProgram('env', command, { limitMs: 300_000 })
  assert.equal(code, 0, stderr)
})

after(() => rm(folder || join(tmpdir(), 'postern-go-none'), { recursive: true, force: true }))

for (const format of ['protobuf', 'text']) {
  for (const authentication of ['bearer', 'basic']) {
    test(`Push, Add and Delete work in ${format} with ${authentication}`, { skip }, async (t) => {
      const gateway = await openGateway(t)

      const args = [gateway.url, gateway.pushKey, format, authentication]
      const { code, stdout, stderr } = await runProgram(program(), args)

      assert.equal(code, 0, stderr)
      assert.match(stdout, /unexpected status code 400.*"kept" is pushed as COUNTER/s)
      const labels = { instance: '', job: 'nightly', path: '/var/log' }
      assert.deepEqual(await gateway.samples('kept'), [{ name: 'kept', labels, value: '1' }])
      assert.deepEqual(await gateway.samples('replaced'), [
        { name: 'replaced', labels, value: '2' },
      ])
      const values = async (name: string) => (await gateway.samples(name)).map(({ value }) => value)
      assert.deepEqual(await values('seconds_bucket'), ['1', '2', '2'])
      assert.deepEqual(await values('bytes'), ['7'])
      assert.deepEqual(await values('gone'), [])
    })
  }
}

async function findGo(): Promise<string | undefined> {
  const client = `${GOPATH}/src/github.com/prometheus/client_golang/prometheus/push/push.go`
  const hasClient = await access(client).then(
    () => true,
    () => false,
  )
  return hasClient ? findProgram('go') : undefined
}
