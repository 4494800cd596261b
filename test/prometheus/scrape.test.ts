/** Scrapes by a real Prometheus in the other ways that it can be told. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { insertNamespace, withTenant } from '@postern/store'
import { call } from '../support/call.ts'
import { type Gateway, openGateway } from '../support/gateway.ts'
import { skipWithoutPrometheus, startPrometheus } from '../support/prometheus.ts'

const options = { skip: skipWithoutPrometheus, timeout: 60_000 }

// At once, as Prometheus takes five seconds to look at its targets for the first time.
describe('a real Prometheus', { concurrency: true }, () => {
  test('the key works as the password of basic_auth', options, async (t) => {
    const gateway = await openGateway(t)
    await push(gateway, '/job/backup', 'rows 7\n')

    const prometheus = await startPrometheus(t, scrapeConfig(gateway, basicAuth(gateway.scrapeKey)))

    const [rows] = await prometheus.untilFound('rows')
    assert.deepEqual(rows, { metric: { __name__: 'rows', job: 'backup' }, value: '7' })
  })

  test('with a key that may not scrape the target is down', options, async (t) => {
    const gateway = await openGateway(t)
    await push(gateway, '/job/backup', 'rows 7\n')

    const prometheus = await startPrometheus(t, scrapeConfig(gateway, basicAuth(gateway.pushKey)))

    await prometheus.untilFound('up == 0')
    assert.deepEqual(await prometheus.query('rows'), [])
  })

  test('histograms and summaries can be asked as such', options, async (t) => {
    const gateway = await openGateway(t)
    await push(
      gateway,
      '/job/backup',
      `# TYPE seconds histogram
seconds_bucket{le="1"} 10
seconds_bucket{le="3"} 20
seconds_bucket{le="+Inf"} 20
seconds_sum 30
seconds_count 20
# TYPE bytes summary
bytes{quantile="0.5"} 4
bytes_sum 8
bytes_count 2
`,
    )

    const prometheus = await startPrometheus(
      t,
      scrapeConfig(gateway, bearerAuth(gateway.scrapeKey)),
    )

    const [median] = await prometheus.untilFound('histogram_quantile(0.75, seconds_bucket)')
    assert.equal(median?.value, '2')
    const [mean] = await prometheus.query('bytes_sum / bytes_count')
    assert.equal(mean?.value, '4')
  })

  test('equal groups of two namespaces are told apart by a label', options, async (t) => {
    const gateway = await openGateway(t)
    const { tenant, database } = gateway
    await withTenant(database.admin, tenant.id, (db) =>
      insertNamespace(db, tenant.id, { name: 'blue', createdAt: new Date() }),
    )
    await push(gateway, '/job/backup', 'rows 1\n')
    await push(gateway, '/job/backup', 'rows 2\n', '/ns/blue')

    const prometheus = await startPrometheus(
      t,
      scrapeConfig(gateway, bearerAuth(gateway.scrapeKey)),
    )

    await prometheus.untilFound('rows')
    const [unnamed] = await prometheus.query('rows{namespace=""}')
    const [blue] = await prometheus.query('rows{namespace="blue"}')
    assert.deepEqual([unnamed?.value, blue?.value], ['1', '2'])
  })

  test(
    'what ends goes from Prometheus with the next scrape, and nothing beside it',
    options,
    async (t) => {
      let aheadMicros = 0
      const gateway = await openGateway(t, { databaseClock: (micros) => micros + aheadMicros })
      await push(gateway, '/job/brief', 'rows 1\n', '', { 'postern-ttl': '10m' })
      await push(gateway, '/job/lasting', 'rows 2\n')

      const prometheus = await startPrometheus(
        t,
        scrapeConfig(gateway, bearerAuth(gateway.scrapeKey)),
      )

      await prometheus.untilFound('rows{job="brief"} == 1')
      aheadMicros = 600e6
      await prometheus.untilGone('{job="brief"}')
      const [lasting] = await prometheus.query('rows{job="lasting"}')
      assert.equal(lasting?.value, '2')
      // A stale marker was set: what Prometheus had of it ended with the scrape, and not five minutes later.
      const [seen] = await prometheus.query('count_over_time(rows{job="brief"}[1m])')
      assert.ok(Number(seen?.value) > 0)
    },
  )

  test('what is pushed anew is seen by the next scrape', options, async (t) => {
    const gateway = await openGateway(t)
    const prometheus = await startPrometheus(
      t,
      scrapeConfig(gateway, bearerAuth(gateway.scrapeKey)),
    )

    for (const value of [1, 2, 3]) {
      await push(gateway, '/job/backup', `rows ${value}\n`)
      await prometheus.untilFound(`rows == ${value}`)
    }
  })
})

async function push(
  { url, pushKey }: Gateway,
  path: string,
  body: string,
  prefix = '',
  headers: Readonly<Record<string, string>> = {},
) {
  const request = { method: 'PUT', key: pushKey, body, headers } as const
  const reply = await call(`${url}${prefix}/metrics${path}`, request)
  assert.equal(reply.status, 200, reply.text)
}

function basicAuth(key: string): string {
  return `    basic_auth:\n      username: anybody\n      password: ${key}\n`
}

function bearerAuth(key: string): string {
  return `    authorization:\n      credentials: ${key}\n`
}

function scrapeConfig({ url }: Gateway, auth: string): string {
  return `scrape_configs:
  - job_name: postern
    honor_labels: true
${auth}    static_configs:
      - targets: ['${new URL(url).host}']
`
}
