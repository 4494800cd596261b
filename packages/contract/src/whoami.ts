import { roles } from '@postern/domain'
import { Type } from 'typebox'
import { NullableTimestamp, refusals, Timestamp } from './common.ts'
import type { Endpoint } from './endpoint.ts'

/** Null for an operator key. */
export const OwnSession = Type.Union([
  Type.Object({
    id: Type.String(),
    expiresAt: Timestamp,
    idleUntil: Type.String({
      format: 'date-time',
      description:
        'when it ends if nothing is asked until then; calls with the header Postern-Background do not count',
    }),
    freshUntil: NullableTimestamp,
  }),
  Type.Null(),
])

export const Whoami = Type.Object({
  kind: Type.Enum(['account', 'operator-key']),
  id: Type.String(),
  name: Type.String(),
  email: Type.Union([Type.String(), Type.Null()]),
  role: Type.Enum([...roles]),
  tenant: Type.Union([Type.String(), Type.Null()], {
    description: 'the slug of the only tenant within reach, or null for all',
  }),
  signsInWith: Type.Union([Type.Enum(['password', 'provider']), Type.Null()]),
  session: OwnSession,
})

export type Whoami = Type.Static<typeof Whoami>

export const whoami = {
  method: 'GET',
  url: '/api/v1/whoami',
  access: 'signed-in',
  schema: {
    summary: 'Tell who calls, with which role, and how long the session lasts',
    response: { 200: Whoami, ...refusals },
  },
} as const satisfies Endpoint
