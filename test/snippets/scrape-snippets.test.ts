/** What the admin app hands out for Prometheus and its kin, read by promtool or for its structure. */
import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeSnippets, type SnippetContext } from '@postern/contract'
import { parse } from 'yaml'
import { findProgram, skipWithout } from '../support/programs.ts'
import { runProgram } from '../support/run-program.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'

const promtool = await findProgram('promtool')
const skip = skipWithout(promtool, 'promtool', 'prometheus')

const contexts: readonly SnippetContext[] = [
  {
    publicUrl: 'https://push.example.com',
    tenant: 'acme',
    namespace: 'default',
    job: 'x',
    sampleLimit: 1_200,
  },
  { publicUrl: 'http://10.0.0.1:9091/gateway', tenant: '007', namespace: 'team-a', job: 'x' },
]

function snippet(context: SnippetContext, id: string): string {
  const found = makeSnippets(context).find((each) => each.id === id)
  assert.ok(found, id)
  return found.text
}

for (const context of contexts) {
  const where = `${context.publicUrl} of ${context.tenant}/${context.namespace}`

  for (const id of ['scrape-config', 'service-discovery']) {
    test(`promtool takes the ${id} for ${where}`, { skip }, async (t) => {
      const file = join(await makeTemporaryFolder(t), 'prometheus.yml')
      await writeFile(file, snippet(context, id))
      const args = ['check', 'config', '--syntax-only', file]
      const { code, stdout, stderr } = await runProgram(promtool ?? '', args)
      assert.equal(code, 0, stdout + stderr)
    })
  }

  test(`the collector and the operator scrape what Prometheus does for ${where}`, () => {
    const [own] = parse(snippet(context, 'scrape-config')).scrape_configs
    const collector = parse(snippet(context, 'otel-collector'))
    const [name = ''] = Object.keys(collector.receivers)
    const [theirs] = collector.receivers[name].config.scrape_configs
    assert.deepEqual(collector.service.pipelines[`metrics/${own.job_name}`].receivers, [name])
    assert.deepEqual(
      { ...theirs, authorization: own.authorization },
      own,
      'all but where the key lies',
    )
    const { spec } = parse(snippet(context, 'scrape-config-resource'))
    assert.deepEqual(
      [
        spec.scheme.toLowerCase(),
        spec.metricsPath,
        spec.honorLabels,
        spec.sampleLimit,
        spec.staticConfigs[0].targets,
      ],
      [
        own.scheme,
        own.metrics_path,
        own.honor_labels,
        own.sample_limit,
        own.static_configs[0].targets,
      ],
    )
  })
}

test('the alert rules are the ones that are shipped and tested', async () => {
  const shipped = new URL('../../infra/prometheus/postern.rules.yml', import.meta.url)
  const [context] = contexts
  assert.ok(context)
  assert.equal(snippet(context, 'alert-rules'), await readFile(shipped, 'utf8'))
})

test('a key that was made just now stands where the placeholder stood, and nowhere twice by chance', () => {
  const [context] = contexts
  assert.ok(context)
  const keys = { pushKey: 'pst_push_fresh', scrapeKey: 'pst_scrape_fresh' }
  const without = makeSnippets(context)
  const filled = makeSnippets({ ...context, ...keys })
  for (const [index, { id, text }] of filled.entries()) {
    const place = (without[index]?.text ?? '')
      .replaceAll('pst_push_…', keys.pushKey)
      .replaceAll('pst_scrape_…', keys.scrapeKey)
    assert.equal(text, place, id)
  }
})
