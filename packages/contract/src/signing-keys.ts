import { Type } from 'typebox'
import { Nothing, NullableTimestamp, ProblemBody, refusals, Timestamp } from './common.ts'
import type { Endpoint } from './endpoint.ts'

export const SigningKey = Type.Object({
  id: Type.String({ description: 'the kid in the header of the tokens that it signs' }),
  state: Type.Enum(['next', 'current', 'former', 'revoked'], {
    description: 'next ones are published already; what former ones signed is still good',
  }),
  createdAt: Timestamp,
  signsFrom: Timestamp,
  revokedAt: NullableTimestamp,
})

export type SigningKey = Type.Static<typeof SigningKey>

export const SigningKeyPath = Type.Object({ id: Type.String() })

export const listSigningKeys = {
  method: 'GET',
  url: '/api/v1/signing-keys',
  access: 'system-admin',
  schema: {
    summary: 'List the keys that access tokens are signed with, oldest first',
    response: { 200: Type.Object({ signingKeys: Type.Array(SigningKey) }), ...refusals },
  },
} as const satisfies Endpoint

export const rotateSigningKey = {
  method: 'POST',
  url: '/api/v1/signing-keys',
  access: 'system-admin',
  schema: {
    summary: 'Make the next signing key, which signs from a minute later; the former stays valid',
    response: {
      201: Type.Object({ signingKey: SigningKey }),
      409: ProblemBody,
      415: ProblemBody,
      ...refusals,
    },
  },
} as const satisfies Endpoint

export const revokeSigningKey = {
  method: 'DELETE',
  url: '/api/v1/signing-keys/:id',
  access: 'system-admin',
  schema: {
    summary: 'End a signing key at once, with every token that it signed',
    params: SigningKeyPath,
    response: { 204: Nothing, 404: ProblemBody, 415: ProblemBody, ...refusals },
  },
} as const satisfies Endpoint
