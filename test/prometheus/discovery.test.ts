/** A real Prometheus that finds by itself what there is to scrape. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call } from '../support/call.ts'
import { startPosternUp } from '../support/postern-up.ts'
import { skipWithoutPrometheus, startPrometheus } from '../support/prometheus.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'

const options = { skip: skipWithoutPrometheus, timeout: 120_000 }

test(
  'Prometheus finds a namespace that was made after it started, and scrapes it',
  options,
  async (t) => {
    const { credentials } = await startPosternUp(t, await makeTemporaryFolder(t))
    const { apiUrl, adminUrl, operatorKey, pushKey, scrapeKey } = credentials
    const prometheus = await startPrometheus(
      t,
      `scrape_configs:
  - job_name: postern
    honor_labels: true
    authorization:
      credentials: ${scrapeKey}
    http_sd_configs:
      - url: ${apiUrl}/api/v1/sd
        refresh_interval: 1s
        authorization:
          # Said here, because this release of Prometheus sends the key alone otherwise.
          type: Bearer
          credentials: ${scrapeKey}
    relabel_configs:
      - source_labels: [__meta_postern_tenant]
        target_label: tenant
`,
    )
    const push = async (key: string, path: string, body: string) => {
      const pushed = await call(`${apiUrl}${path}/metrics/job/backup`, { method: 'PUT', key, body })
      assert.equal(pushed.status, 200, pushed.text)
    }
    await push(pushKey, '', 'rows 7\n')
    const [rows] = await prometheus.untilFound('rows')
    assert.deepEqual(rows?.metric, { __name__: 'rows', job: 'backup', tenant: 'default' })

    const create = async (path: string, body: object) => {
      const url = `${adminUrl}/api/v1/tenants/default/${path}`
      const headers = { 'content-type': 'application/json' }
      const text = JSON.stringify(body)
      const made = await call(url, { method: 'POST', key: operatorKey, headers, body: text })
      assert.equal(made.status, 201, made.text)
      return made.text
    }
    await create('namespaces', { name: 'team' })
    const draft = { name: 'team', scopes: ['push'], namespaces: ['team'], expiresIn: '1d' }
    const { secret }: { secret: string } = JSON.parse(await create('credentials', draft))
    await push(secret, '', 'lines 8\n')

    const [lines] = await prometheus.untilFound('lines')
    assert.equal(lines?.metric['namespace'], 'team')
    assert.equal((await prometheus.query('rows')).length, 1, 'each namespace is scraped once')
  },
)
