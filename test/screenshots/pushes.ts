import type { Web } from '../browser/support/web.ts'
import { bearer } from '../support/authorization.ts'
import type { Cast } from './cast.ts'
import { chanceFrom } from './chance.ts'
import { allJobs, DAY_MS, type Job, MINUTE_MS } from './jobs.ts'
import type { Timeline } from './timeline.ts'

// Those that are refused at the end are the last to their groups.
const QUIET_MS = 4 * MINUTE_MS

const MOST_EARLY_MS = 20 * MINUTE_MS

/** All that jobs pushed, some of which was refused. */
export function addPushes(web: Web, story: Timeline, cast: Cast): void {
  const chance = chanceFrom(42)
  const jobs = allJobs()
  for (const job of jobs) {
    const { everyMs, sinceMs, untilMs } = job
    // The last run is the one that the pictures depend on, so runs are counted from it.
    const lastMs =
      Math.max(untilMs, QUIET_MS) + chance.between(0, Math.min(everyMs / 3, MOST_EARLY_MS))
    const runs = Math.floor((sinceMs - lastMs) / everyMs) + 1
    for (let run = 0; run < runs; run++) {
      const headers = job.headers(run, chance)
      const body = job.body(run, chance)
      story.at(lastMs + (runs - 1 - run) * everyMs, () => push(web, cast, job, headers, body))
    }
  }
  for (const { path, agoMs, body } of refused) {
    const job = jobs.find((one) => one.path === path)
    if (!job) throw new Error(`there is no job ${path}`)
    story.at(agoMs, () => push(web, cast, job, {}, body, 400))
  }
}

const refused = [
  {
    path: 'backup/instance/db1',
    agoMs: 4 * DAY_MS,
    body: '# TYPE backup_files_total gauge\nbackup_files_total 9\n',
  },
  {
    path: 'backup/instance/db2',
    agoMs: 50_000,
    body: '# TYPE backup_files_total gauge\nbackup_files_total 9\n',
  },
  {
    path: 'import/region/eu/table/ships',
    agoMs: 100_000,
    body: '# TYPE import_seconds counter\nimport_seconds 12\n',
  },
  {
    path: 'import/region/us/table/ports',
    agoMs: 150_000,
    body: '# TYPE import_rejected_rows counter\nimport_rejected_rows 4\n',
  },
] as const

async function push(
  { apiUrl }: Web,
  cast: Cast,
  job: Job,
  headers: Readonly<Record<string, string>>,
  body: string,
  expected = 200,
): Promise<void> {
  const { namespace, path, address, userAgent } = job
  const prefix = namespace === 'default' ? '' : `/ns/${namespace}`
  const reply = await fetch(`${apiUrl}${prefix}/metrics/job/${path}`, {
    method: 'PUT',
    headers: {
      ...bearer(keyFor(cast, job)),
      'x-forwarded-for': address,
      'user-agent': userAgent,
      ...headers,
    },
    body,
  })
  const text = await reply.text()
  if (reply.status !== expected) throw new Error(`${path}: ${reply.status} ${text}`)
}

/** Of the workers that share the rotated key, those in Asia still have the old one. */
function keyFor({ keys }: Cast, { key, path }: Job): string {
  const next = key === 'etl' && !path.includes('/asia/') ? keys.get('etl, rotated') : undefined
  const found = next ?? keys.get(key)
  if (!found) throw new Error(`the key ${key} was not issued yet`)
  return found.secret
}
