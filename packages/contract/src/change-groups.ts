/** What operators do to groups: delete them, keep them for another time, wipe all there are. */
import { durationPattern } from '@postern/domain'
import { Type } from 'typebox'
import { bodyRefusals, closed, Nothing, ProblemBody, refusals } from './common.ts'
import type { Endpoint } from './endpoint.ts'
import { filters, Group, GroupPath, Labels, Selector, selectors } from './groups.ts'
import { NamespacePath } from './namespaces.ts'
import { TenantPath } from './tenants.ts'

export const deleteGroup = {
  method: 'DELETE',
  url: '/api/v1/tenants/:slug/groups/:namespace/:id',
  access: 'tenant-operator',
  schema: {
    summary: 'Delete one group with its metrics',
    params: GroupPath,
    response: { 204: Nothing, 404: ProblemBody, ...bodyRefusals, ...refusals },
  },
} as const satisfies Endpoint

const selection = {
  match: Type.Array(Selector, { ...selectors, minItems: 1 }),
  ...filters,
  dryRun: Type.Optional(Type.Boolean({ description: 'only tell what is meant' })),
  atMost: Type.Optional(
    Type.Integer({
      minimum: 0,
      description: 'do nothing when more groups are meant: the number of a dry run before',
    }),
  ),
} as const

/** What was or would be changed. */
const Chosen = Type.Object({
  groups: Type.Integer(),
  series: Type.Integer(),
  dryRun: Type.Boolean(),
  first: Type.Array(
    Type.Object({
      id: Type.String(),
      namespace: Type.String(),
      labels: Labels,
      series: Type.Integer(),
    }),
    { description: 'some of them, in the order of their labels' },
  ),
})

export type Chosen = Type.Static<typeof Chosen>

export const GroupDeletion = Type.Object(selection, closed)

export type GroupDeletion = Type.Static<typeof GroupDeletion>

const selectionAnswers = {
  200: Chosen,
  404: ProblemBody,
  409: ProblemBody,
  ...bodyRefusals,
  ...refusals,
} as const

export const deleteGroups = {
  method: 'POST',
  url: '/api/v1/tenants/:slug/groups/delete',
  access: 'tenant-operator',
  schema: {
    summary: 'Delete all groups that selectors choose, or tell with dryRun what that would be',
    params: TenantPath,
    body: GroupDeletion,
    response: selectionAnswers,
  },
} as const satisfies Endpoint

/** Of a group itself: comes before the rules of job, namespace and tenant. */
const OwnRetention = Type.Union(
  [Type.String({ pattern: `^never$|${durationPattern}` }), Type.Null()],
  {
    description:
      'how long after its last good push a group stays, such as 30d; never; null for what the rules say',
  },
)

export const GroupRetention = Type.Object({ retention: OwnRetention }, closed)

export type GroupRetention = Type.Static<typeof GroupRetention>

export const setGroupRetention = {
  method: 'PUT',
  url: '/api/v1/tenants/:slug/groups/:namespace/:id/retention',
  access: 'tenant-operator',
  schema: {
    summary: 'Keep one group longer or shorter than the rules say',
    params: GroupPath,
    body: GroupRetention,
    response: {
      200: Type.Object({ group: Group }),
      404: ProblemBody,
      ...bodyRefusals,
      ...refusals,
    },
  },
} as const satisfies Endpoint

export const GroupsRetention = Type.Object({ ...selection, retention: OwnRetention }, closed)

export type GroupsRetention = Type.Static<typeof GroupsRetention>

export const setGroupsRetention = {
  method: 'POST',
  url: '/api/v1/tenants/:slug/groups/retention',
  access: 'tenant-operator',
  schema: {
    summary: 'Keep all groups that selectors choose longer or shorter than the rules say',
    params: TenantPath,
    body: GroupsRetention,
    response: selectionAnswers,
  },
} as const satisfies Endpoint

export const Wipe = Type.Object(
  {
    confirm: Type.String({
      description: 'the slug of the tenant; for a namespace, with / and the name of it behind',
    }),
  },
  closed,
)

const wiped = {
  200: Type.Object({ groups: Type.Integer(), series: Type.Integer() }),
  404: ProblemBody,
  ...bodyRefusals,
  ...refusals,
} as const

export const wipeNamespace = {
  method: 'POST',
  url: '/api/v1/tenants/:slug/namespaces/:name/wipe',
  access: 'tenant-admin',
  fresh: true,
  schema: {
    summary: 'Delete all groups of a namespace; the namespace stays',
    params: NamespacePath,
    body: Wipe,
    response: wiped,
  },
} as const satisfies Endpoint

export const wipeTenant = {
  method: 'POST',
  url: '/api/v1/tenants/:slug/wipe',
  access: 'tenant-admin',
  fresh: true,
  schema: {
    summary: 'Delete all groups of a tenant; the tenant with its keys stays',
    params: TenantPath,
    body: Wipe,
    response: wiped,
  },
} as const satisfies Endpoint
