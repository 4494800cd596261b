/** The people who may sign in. A system admin looks after all of them, an admin of a tenant after its own. */
import { accountStates, roleSources, roles } from '@postern/domain'
import { Type } from 'typebox'
import {
  bodyRefusals,
  closed,
  DisplayName,
  Email,
  NextCursor,
  Nothing,
  NullableTimestamp,
  PageQuery,
  ProblemBody,
  refusals,
  ShownOnce,
  Timestamp,
} from './common.ts'
import type { Endpoint } from './endpoint.ts'
import { TenantPath } from './tenants.ts'

const Role = Type.Enum([...roles])

/** Within a tenant there is nobody above its admin. */
const TenantRole = Type.Enum(roles.filter((role) => role !== 'system-admin'))

export const Account = Type.Object({
  id: Type.String(),
  email: Type.String(),
  name: Type.String(),
  role: Role,
  tenant: Type.Union([Type.String(), Type.Null()], {
    description: 'the slug of the only tenant within reach, or null for all',
  }),
  state: Type.Enum([...accountStates]),
  signsInWith: Type.Union([Type.Enum(['password', 'provider']), Type.Null()], {
    description: 'null until the first sign-in',
  }),
  roleFrom: Type.Enum([...roleSources], {
    description: 'who says what the role is; one that the provider says cannot be changed here',
  }),
  createdAt: Timestamp,
  signedInAt: NullableTimestamp,
})

export type Account = Type.Static<typeof Account>

export const InvitationDraft = Type.Object({ email: Email, name: DisplayName, role: Role }, closed)

export type InvitationDraft = Type.Static<typeof InvitationDraft>

const TenantInvitationDraft = Type.Object(
  { email: Email, name: DisplayName, role: TenantRole },
  closed,
)

/** What is not given stays. */
const change = {
  name: Type.Optional(DisplayName),
  state: Type.Optional(
    Type.Enum(['active', 'suspended'], { description: 'a suspended account cannot sign in' }),
  ),
}

export const AccountChange = Type.Object(
  { ...change, role: Type.Optional(Role) },
  { ...closed, minProperties: 1 },
)

export type AccountChange = Type.Static<typeof AccountChange>

const TenantAccountChange = Type.Object(
  { ...change, role: Type.Optional(TenantRole) },
  { ...closed, minProperties: 1 },
)

const AccountPath = Type.Object({ id: Type.String() })
const TenantAccountPath = Type.Object({ ...TenantPath.properties, id: Type.String() })

const OneAccount = Type.Object({ account: Account })

const Accounts = Type.Object({ accounts: Type.Array(Account), nextCursor: NextCursor })

/** The link is for the person: Postern sends no mail, whoever invites hands it on. */
const Link = Type.Object({
  account: Account,
  link: ShownOnce('a one-time address at which the person chooses a password and second factor'),
  expiresAt: Timestamp,
})

const listed = { 200: Accounts, 400: ProblemBody, ...refusals } as const
const read = { 200: OneAccount, 404: ProblemBody, ...refusals } as const
const changed = { ...read, 409: ProblemBody, 412: ProblemBody, ...bodyRefusals } as const
const linked = { 201: Link, 404: ProblemBody, 409: ProblemBody, ...bodyRefusals, ...refusals }
const removed = { 204: Nothing, 404: ProblemBody, 409: ProblemBody, ...bodyRefusals, ...refusals }

export const listAccounts = {
  method: 'GET',
  url: '/api/v1/accounts',
  access: 'system-admin',
  schema: {
    summary: 'List all accounts in the order in which they were made',
    querystring: PageQuery,
    response: listed,
  },
} as const satisfies Endpoint

export const inviteAccount = {
  method: 'POST',
  url: '/api/v1/accounts',
  access: 'system-admin',
  fresh: true,
  schema: {
    summary: 'Invite somebody who is to reach every tenant; the answer has the link for them',
    body: InvitationDraft,
    response: linked,
  },
} as const satisfies Endpoint

export const getAccount = {
  method: 'GET',
  url: '/api/v1/accounts/:id',
  access: 'system-admin',
  schema: { summary: 'Read one account', params: AccountPath, response: read },
} as const satisfies Endpoint

export const updateAccount = {
  method: 'PATCH',
  url: '/api/v1/accounts/:id',
  access: 'system-admin',
  fresh: true,
  schema: {
    summary: 'Change the name, role or state of an account; its sessions follow at once',
    params: AccountPath,
    body: AccountChange,
    response: changed,
  },
} as const satisfies Endpoint

export const resetAccount = {
  method: 'POST',
  url: '/api/v1/accounts/:id/reset',
  access: 'system-admin',
  fresh: true,
  schema: {
    summary: 'Make a new link for somebody who lost theirs, the password or the second factor',
    params: AccountPath,
    response: linked,
  },
} as const satisfies Endpoint

export const deleteAccount = {
  method: 'DELETE',
  url: '/api/v1/accounts/:id',
  access: 'system-admin',
  fresh: true,
  schema: {
    summary: 'Delete an account, and end its sessions',
    params: AccountPath,
    response: removed,
  },
} as const satisfies Endpoint

export const listTenantAccounts = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/accounts',
  access: 'tenant-admin',
  schema: {
    summary: 'List the accounts that reach this tenant alone, in the order in which they were made',
    params: TenantPath,
    querystring: PageQuery,
    response: { ...listed, 404: ProblemBody },
  },
} as const satisfies Endpoint

export const inviteTenantAccount = {
  method: 'POST',
  url: '/api/v1/tenants/:slug/accounts',
  access: 'tenant-admin',
  fresh: true,
  schema: {
    summary: 'Invite somebody into this tenant; the answer has the link for them',
    params: TenantPath,
    body: TenantInvitationDraft,
    response: linked,
  },
} as const satisfies Endpoint

export const getTenantAccount = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/accounts/:id',
  access: 'tenant-admin',
  schema: { summary: 'Read one account of a tenant', params: TenantAccountPath, response: read },
} as const satisfies Endpoint

export const updateTenantAccount = {
  method: 'PATCH',
  url: '/api/v1/tenants/:slug/accounts/:id',
  access: 'tenant-admin',
  fresh: true,
  schema: {
    summary: 'Change the name, role or state of an account of a tenant',
    params: TenantAccountPath,
    body: TenantAccountChange,
    response: changed,
  },
} as const satisfies Endpoint

export const resetTenantAccount = {
  method: 'POST',
  url: '/api/v1/tenants/:slug/accounts/:id/reset',
  access: 'tenant-admin',
  fresh: true,
  schema: {
    summary: 'Make a new link for somebody of a tenant who lost something',
    params: TenantAccountPath,
    response: linked,
  },
} as const satisfies Endpoint

export const deleteTenantAccount = {
  method: 'DELETE',
  url: '/api/v1/tenants/:slug/accounts/:id',
  access: 'tenant-admin',
  fresh: true,
  schema: {
    summary: 'Delete an account of a tenant, and end its sessions',
    params: TenantAccountPath,
    response: removed,
  },
} as const satisfies Endpoint
