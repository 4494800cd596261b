/** The usual client for Python, as distributions have it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Gateway, openGateway } from '../support/gateway.ts'
import { findPython, skipWithout } from '../support/programs.ts'
import { type Outcome, runProgram } from '../support/run-program.ts'

const python = await findPython('prometheus_client')
const skip = skipWithout(python, 'prometheus_client for Python', 'python3-prometheus-client')

/** What every script begins with; `arguments` are the address and the push key. */
const PREAMBLE = `
import sys
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Summary
from prometheus_client import delete_from_gateway, push_to_gateway, pushadd_to_gateway
from prometheus_client.exposition import basic_auth_handler, default_handler

address, key = sys.argv[1:]

def with_bearer(url, method, timeout, headers, data):
    return default_handler(url, method, timeout, [*headers, ('Authorization', 'Bearer ' + key)], data)

def with_basic(url, method, timeout, headers, data):
    return basic_auth_handler(url, method, timeout, headers, data, 'anybody', key)

def registry_of(**values):
    registry = CollectorRegistry()
    for name, value in values.items():
        Gauge(name, name, registry=registry).set(value)
    return registry
`

test('push_to_gateway replaces, pushadd_to_gateway adds, delete_from_gateway removes', {
  skip,
}, async (t) => {
  const gateway = await openGateway(t)
  const labels = { instance: '', job: 'nightly', zone: 'eu' }

  await run(
    gateway,
    `
group = dict(job='nightly', grouping_key={'zone': 'eu'}, handler=with_bearer)
push_to_gateway(address, registry=registry_of(kept=1, replaced=1), **group)
pushadd_to_gateway(address, registry=registry_of(replaced=2), **group)
`,
  )
  assert.deepEqual(await gateway.samples('kept'), [{ name: 'kept', labels, value: '1' }])
  assert.deepEqual(await gateway.samples('replaced'), [{ name: 'replaced', labels, value: '2' }])

  await run(
    gateway,
    `delete_from_gateway(address, job='nightly', grouping_key={'zone': 'eu'}, handler=with_bearer)`,
  )
  assert.deepEqual(await gateway.samples('push_time_seconds'), [])
})

test('every type of metric arrives with all of its samples', { skip }, async (t) => {
  const gateway = await openGateway(t)

  await run(
    gateway,
    `
registry = CollectorRegistry()
Counter('runs', 'runs', registry=registry).inc(3)
histogram = Histogram('seconds', 'seconds', buckets=[1, 5], registry=registry)
histogram.observe(0.5)
histogram.observe(2)
Summary('bytes', 'bytes', registry=registry).observe(7)
Gauge('ratio', 'ratio', ['part'], registry=registry).labels('a "b" \\\\ \\n c').set(float('nan'))
push_to_gateway(address, job='nightly', registry=registry, handler=with_bearer)
`,
  )

  const valuesOf = async (name: string) => (await gateway.samples(name)).map(({ value }) => value)
  assert.deepEqual(await valuesOf('runs_total'), ['3'])
  assert.deepEqual(await valuesOf('seconds_bucket'), ['1', '2', '2'])
  assert.deepEqual(await valuesOf('seconds_sum'), ['2.5'])
  assert.deepEqual(await valuesOf('bytes_count'), ['1'])
  const [ratio] = await gateway.samples('ratio')
  assert.equal(ratio?.value, 'NaN')
  assert.equal(ratio.labels['part'], 'a "b" \\ \n c')
})

test('a value with a slash and an empty one arrive, as this client sends them in base64', {
  skip,
}, async (t) => {
  const gateway = await openGateway(t)

  await run(
    gateway,
    `
push_to_gateway(address, job='a/b', grouping_key={'path': '/var/log', 'empty': '', 'word': 'äöü'},
                registry=registry_of(size=1), handler=with_bearer)
`,
  )

  const [sample] = await gateway.samples('size')
  assert.deepEqual(sample?.labels, {
    empty: '',
    instance: '',
    job: 'a/b',
    path: '/var/log',
    word: 'äöü',
  })
})

test('the key is taken as the password of Basic too', { skip }, async (t) => {
  const gateway = await openGateway(t)

  await run(
    gateway,
    `push_to_gateway(address, job='nightly', registry=registry_of(size=1), handler=with_basic)`,
  )

  assert.equal((await gateway.samples('size')).length, 1)
})

test('a push without a key raises an error that names the status', { skip }, async (t) => {
  const gateway = await openGateway(t)

  const { code, stderr } = await runScript(
    gateway,
    `push_to_gateway(address, job='nightly', registry=registry_of(size=1))`,
  )

  assert.notEqual(code, 0)
  assert.match(stderr, /HTTP Error 401/)
})

async function run(gateway: Gateway, script: string): Promise<void> {
  const { code, stderr } = await runScript(gateway, script)
  assert.equal(code, 0, stderr)
}

function runScript({ url, pushKey }: Gateway, script: string): Promise<Outcome> {
  return runProgram(python ?? 'python3', ['-', url, pushKey], { input: PREAMBLE + script })
}
