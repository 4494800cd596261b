/** `/api/v1/metrics` and `/api/v1/status` as the Pushgateway answers them, of the caller's namespaces only. */
import { Type } from 'typebox'
import { type Principal, scrapeNamespaces } from '../auth/principal.ts'
import { inSlices } from '../in-slices.ts'
import type { Lanes } from '../lane/lanes.ts'
import { version } from '../version.ts'
import { type GroupInNamespace, groupsOf, pageOf } from './group-list.ts'
import { pushgatewayGroup } from './pushgateway-metrics.ts'

const Strict = { additionalProperties: false } as const

export const MetricsQuery = Type.Object(
  {
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10_000, description: 'all when not given' }),
    ),
    cursor: Type.Optional(Type.String({ maxLength: 20_000 })),
  },
  Strict,
)

const envelope = { status: Type.Literal('success') }

export const Metrics = Type.Object(
  {
    ...envelope,
    data: Type.Array(Type.Record(Type.String(), Type.Unknown())),
    next_cursor: Type.Optional(Type.String()),
  },
  Strict,
)

export const Status = Type.Object(
  {
    ...envelope,
    data: Type.Object(
      {
        build_information: Type.Record(Type.String(), Type.String()),
        flags: Type.Record(Type.String(), Type.String()),
        start_time: Type.String({ format: 'date-time' }),
      },
      Strict,
    ),
  },
  Strict,
)

/** As JSON text: there may be a million series, and others get their turns while it is written. */
export async function pushgatewayMetrics(
  lanes: Lanes,
  principal: Principal,
  { limit, cursor }: Type.Static<typeof MetricsQuery>,
): Promise<string> {
  const names = scrapeNamespaces(principal, undefined)
  const page = await lanes.read(principal.tenant, (view) => {
    const groups = groupsOf(names.map((name) => view.namespace(name)))
    return pageOf(groups, limit ?? groups.length, cursor)
  })
  const written: string[] = []
  await inSlices(writing(page.items, written))
  const next =
    page.nextCursor === undefined ? '' : `,"next_cursor":${JSON.stringify(page.nextCursor)}`
  return `{"status":"success","data":[${written.join()}]${next}}`
}

function* writing(groups: readonly GroupInNamespace[], written: string[]): Generator<undefined> {
  for (const { namespace, group } of groups) {
    written.push(JSON.stringify(pushgatewayGroup(namespace, group)))
    yield
  }
}

/** Tools ask for the version; how the gateway is set up is nobody's business but its operators'. */
export function pushgatewayStatus(startedAt: Date): Type.Static<typeof Status> {
  return {
    status: 'success',
    data: {
      build_information: {
        branch: '',
        buildDate: '',
        buildUser: '',
        goVersion: '',
        revision: '',
        version: `postern ${version}`,
      },
      flags: {},
      start_time: startedAt.toISOString(),
    },
  }
}
