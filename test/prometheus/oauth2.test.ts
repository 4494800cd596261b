/** A real Prometheus that buys its tokens, from a Postern as people start it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseApiKey } from '@postern/domain'
import { call } from '../support/call.ts'
import { startPosternUp } from '../support/postern-up.ts'
import { skipWithoutPrometheus, startPrometheus } from '../support/prometheus.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'

const options = { skip: skipWithoutPrometheus, timeout: 120_000 }

test('Prometheus scrapes with an oauth2 block whose client is a scrape key', options, async (t) => {
  const { credentials } = await startPosternUp(t, await makeTemporaryFolder(t))
  const { apiUrl, pushKey, scrapeKey } = credentials
  const pushed = await call(`${apiUrl}/metrics/job/backup`, {
    method: 'PUT',
    key: pushKey,
    body: 'rows 7\n',
  })
  assert.equal(pushed.status, 200, pushed.text)

  const prometheus = await startPrometheus(
    t,
    `scrape_configs:
  - job_name: postern
    honor_labels: true
    scrape_interval: 1s
    oauth2:
      client_id: ${parseApiKey(scrapeKey)?.keyId}
      client_secret: ${scrapeKey}
      token_url: ${apiUrl}/oauth2/token
      scopes: [scrape]
    static_configs:
      - targets: ['${new URL(apiUrl).host}']
`,
  )
  const [rows] = await prometheus.untilFound('rows')
  assert.deepEqual(rows, { metric: { __name__: 'rows', job: 'backup' }, value: '7' })
})
