/** What people do with their own account. An operator key has no session, so these refuse it. */
import { Type } from 'typebox'
import { bodyRefusals, closed, Nothing, ProblemBody, refusals, Timestamp } from './common.ts'
import type { Endpoint } from './endpoint.ts'
import { NewPassword, RecoveryCodes, SecondFactor, Totp } from './sign-in.ts'
import { Whoami } from './whoami.ts'

export const Session = Type.Object({
  id: Type.String(),
  current: Type.Boolean({ description: 'the one that asks' }),
  createdAt: Timestamp,
  seenAt: Timestamp,
  expiresAt: Timestamp,
  address: Type.String(),
  userAgent: Type.Union([Type.String(), Type.Null()]),
})

export type Session = Type.Static<typeof Session>

export const listSessions = {
  method: 'GET',
  url: '/api/v1/sessions',
  access: 'signed-in',
  schema: {
    summary: 'List the own sessions that have not ended, newest first',
    response: { 200: Type.Object({ sessions: Type.Array(Session) }), ...refusals },
  },
} as const satisfies Endpoint

export const endSession = {
  method: 'DELETE',
  url: '/api/v1/sessions/:id',
  access: 'signed-in',
  schema: {
    summary: 'End one of the own sessions, on whatever machine it is',
    params: Type.Object({ id: Type.String() }),
    response: { 204: Nothing, 404: ProblemBody, ...bodyRefusals, ...refusals },
  },
} as const satisfies Endpoint

export const endOtherSessions = {
  method: 'DELETE',
  url: '/api/v1/sessions',
  access: 'signed-in',
  schema: {
    summary: 'End all of the own sessions but the one that asks',
    response: { 204: Nothing, ...bodyRefusals, ...refusals },
  },
} as const satisfies Endpoint

export const signOut = {
  method: 'DELETE',
  url: '/api/v1/session',
  access: 'signed-in',
  schema: {
    summary: 'Sign out: end the session that asks',
    response: { 204: Nothing, ...bodyRefusals, ...refusals },
  },
} as const satisfies Endpoint

const Proof = Type.Object(
  { password: Type.String({ minLength: 1, maxLength: 256 }), code: SecondFactor },
  closed,
)

/** After the problem `fresh-sign-in-required`; who signs in at a provider goes to `beginProviderSignIn` with `fresh`. */
export const confirmSession = {
  method: 'POST',
  url: '/api/v1/session/confirm',
  access: 'signed-in',
  schema: {
    summary: 'Prove again who one is, for the calls that take a fresh sign-in',
    body: Proof,
    response: { 200: Whoami, 409: ProblemBody, 429: ProblemBody, ...bodyRefusals, ...refusals },
  },
} as const satisfies Endpoint

const own = {
  access: 'signed-in',
  fresh: true,
} as const

export const changePassword = {
  method: 'PUT',
  url: '/api/v1/account/password',
  ...own,
  schema: {
    summary: 'Change the own password, and end all other sessions',
    body: Type.Object({ password: NewPassword }, closed),
    response: { 204: Nothing, 409: ProblemBody, ...bodyRefusals, ...refusals },
  },
} as const satisfies Endpoint

/** Nothing changes until `changeTotp` proves that the app has it. */
export const beginTotpChange = {
  method: 'POST',
  url: '/api/v1/account/totp',
  ...own,
  schema: {
    summary: 'Get the secret for another authenticator app',
    response: { 201: Totp, 409: ProblemBody, ...bodyRefusals, ...refusals },
  },
} as const satisfies Endpoint

export const changeTotp = {
  method: 'PUT',
  url: '/api/v1/account/totp',
  ...own,
  schema: {
    summary: 'Use the other authenticator app from now on',
    body: Type.Object({ code: Type.String({ pattern: '^\\d{6}$' }) }, closed),
    response: { 204: Nothing, 409: ProblemBody, ...bodyRefusals, ...refusals },
  },
} as const satisfies Endpoint

export const countRecoveryCodes = {
  method: 'GET',
  url: '/api/v1/account/recovery-codes',
  access: 'signed-in',
  schema: {
    summary: 'Tell how many recovery codes are left',
    response: { 200: Type.Object({ left: Type.Integer() }), 409: ProblemBody, ...refusals },
  },
} as const satisfies Endpoint

export const renewRecoveryCodes = {
  method: 'POST',
  url: '/api/v1/account/recovery-codes',
  ...own,
  schema: {
    summary: 'Make new recovery codes; those from before are of no use then',
    response: {
      201: Type.Object({ recoveryCodes: RecoveryCodes }),
      409: ProblemBody,
      ...bodyRefusals,
      ...refusals,
    },
  },
} as const satisfies Endpoint
