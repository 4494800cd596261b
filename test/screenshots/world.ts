/** An installation as it might be after a year: what people did to it, and what jobs pushed. */
import * as contract from '@postern/contract'
import type { Web } from '../browser/support/web.ts'
import { act } from './act.ts'
import { type Cast, hireCast, SLUG } from './cast.ts'
import { addChecks } from './checks.ts'
import { DAY_MS, HOUR_MS, type KeyName, MINUTE_MS } from './jobs.ts'
import { addNeighbours } from './neighbours.ts'
import { addPushes } from './pushes.ts'
import { Timeline } from './timeline.ts'
import { recordUsageOf } from './usage.ts'

const params = { slug: SLUG }

export async function buildWorld(web: Web): Promise<Cast> {
  const cast = await hireCast(web)
  const story = new Timeline()
  addKeys(web, story, cast)
  addSettings(web, story, cast)
  addNeighbours(web, story, cast)
  addChecks(web, story, cast)
  addPushes(web, story, cast)
  await story.run(web)
  await recordUsageOf(web, cast)
  return cast
}

function addKeys(web: Web, story: Timeline, { sam, keys }: Cast): void {
  for (const { madeMs, key, ...body } of drafts) {
    story.at(madeMs, async () => {
      const issued = await act(web, sam, contract.issueCredential, { params, body })
      if (key) keys.set(key, { id: issued.credential.id, secret: issued.secret })
    })
  }
  story.at(9 * HOUR_MS, async () => {
    const { credential, secret } = await act(web, sam, contract.rotateCredential, {
      params: { slug: SLUG, id: keys.get('etl')?.id ?? '' },
      body: { overlap: '24h' },
    })
    keys.set('etl, rotated', { id: credential.id, secret })
  })
}

interface KeyDraft extends contract.CredentialDraft {
  readonly madeMs: number
  /** For those that jobs push with. */
  readonly key?: KeyName
}

const drafts: readonly KeyDraft[] = [
  {
    madeMs: 300 * DAY_MS,
    name: 'Prometheus, main cluster',
    scopes: ['scrape', 'read'],
    namespaces: ['*'],
    expiresIn: 'never',
  },
  {
    madeMs: 200 * DAY_MS,
    key: 'etl',
    name: 'Import workers',
    scopes: ['push', 'delete'],
    namespaces: ['etl'],
    labelRules: { job: ['import'] },
  },
  {
    madeMs: 150 * DAY_MS,
    key: 'ci',
    name: 'CI runners',
    scopes: ['push', 'delete'],
    namespaces: ['default', 'staging'],
    labelRules: { job: ['ci-*', 'smoke-test'] },
  },
  {
    madeMs: 84 * DAY_MS,
    key: 'backup',
    name: 'Nightly backups',
    scopes: ['push'],
    namespaces: ['default'],
    labelRules: { job: ['backup'] },
    sourceNetworks: ['10.20.0.0/16'],
    expiresIn: '90d',
  },
  {
    madeMs: 60 * DAY_MS,
    key: 'reports',
    name: 'Reports and certificates',
    scopes: ['push', 'delete'],
    namespaces: ['default'],
  },
  { madeMs: 41 * DAY_MS, name: 'Grafana', scopes: ['read'], namespaces: ['*'] },
]

function addSettings(web: Web, story: Timeline, { ada, sam }: Cast): void {
  for (const [index, name] of ['etl', 'staging'].entries()) {
    story.at((310 - index) * DAY_MS, () =>
      act(web, ada, contract.createNamespace, { params, body: { name } }),
    )
  }
  story.at(120 * DAY_MS, () =>
    act(web, ada, contract.setTenantLimits, {
      params,
      body: { limits: { maxSeriesPerTenant: 1_000, maxGroupsPerTenant: 250 } },
    }),
  )
  story.at(30 * DAY_MS, () =>
    act(web, ada, contract.setNamespaceRetention, {
      params: { slug: SLUG, name: 'staging' },
      body: { retention: { default: '3d', jobs: [{ job: 'smoke-*', keepLast: 10 }] } },
    }),
  )
  story.at(47 * MINUTE_MS, () =>
    act(web, sam, contract.deleteGroups, {
      params,
      body: { match: ['{job="ci-build",branch="renovate/deps"}'] },
    }),
  )
}
