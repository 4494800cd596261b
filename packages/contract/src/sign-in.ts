/** How people get in. Whatever changes something here must come from a page of the admin app itself. */
import { roles } from '@postern/domain'
import { Type } from 'typebox'
import {
  bodyRefusals,
  closed,
  DisplayName,
  Email,
  Nothing,
  ProblemBody,
  refusals,
  ShownOnce,
  Timestamp,
} from './common.ts'
import type { Endpoint } from './endpoint.ts'
import { Whoami } from './whoami.ts'

const publicRefusals = { 403: ProblemBody, 429: ProblemBody, 500: ProblemBody, 503: ProblemBody }

const answers = { 401: ProblemBody, ...bodyRefusals, ...publicRefusals } as const

export const MIN_PASSWORD_LENGTH = 12

const Password = Type.String({ minLength: 1, maxLength: 256 })

export const NewPassword = Type.String({
  minLength: MIN_PASSWORD_LENGTH,
  maxLength: 256,
  description: `at least ${MIN_PASSWORD_LENGTH} characters, of any kind`,
})

export const SecondFactor = Type.String({
  minLength: 6,
  maxLength: 40,
  description: 'six digits of an authenticator app, or a recovery code',
})

export const getSignInWays = {
  method: 'GET',
  url: '/api/v1/sign-in',
  access: 'public',
  schema: {
    summary: 'Tell in which ways one can sign in here',
    response: {
      200: Type.Object({
        /** Before that, only a set-up link helps: `postern up` prints one. */
        anyAccount: Type.Boolean({ description: 'whether there is any account yet' }),
        provider: Type.Union([Type.Object({ name: Type.String() }), Type.Null()], {
          description: 'the OpenID provider at which one can sign in, if there is one',
        }),
      }),
      ...publicRefusals,
    },
  },
} as const satisfies Endpoint

/** One address can have an account in several tenants, none of which notices the others: so it must be said which. */
const OwnTenant = Type.String({
  maxLength: 63,
  description: 'the slug of the tenant that invited the person; not given for one who reaches all',
})

export const SignInDraft = Type.Object(
  {
    tenant: Type.Optional(OwnTenant),
    email: Email,
    password: Password,
    code: Type.Optional(SecondFactor),
  },
  closed,
)

export type SignInDraft = Type.Static<typeof SignInDraft>

/** Without a code, or with a wrong one, the right password gets the problem `second-factor-required`: send all anew. */
export const signIn = {
  method: 'POST',
  url: '/api/v1/sign-in',
  access: 'public',
  schema: {
    summary: 'Sign in with a password and a second factor; sets the cookie of a session',
    body: SignInDraft,
    response: { 200: Whoami, ...answers },
  },
} as const satisfies Endpoint

/** Where a page goes with the browser, not with `fetch`. */
export const beginProviderSignIn = {
  method: 'GET',
  url: '/api/v1/sign-in/provider',
  access: 'public',
  schema: {
    summary: 'Send the browser to the OpenID provider, to sign in or to sign in afresh',
    querystring: Type.Object(
      {
        /** Only who has accounts in several tenants must say it. */
        tenant: Type.Optional(OwnTenant),
        returnTo: Type.Optional(
          Type.String({
            maxLength: 500,
            pattern: '^/(?![/\\\\])[^\\\\\\s]*$',
            description: 'a path of this app, to go to afterwards',
          }),
        ),
        fresh: Type.Optional(
          Type.Boolean({ description: 'have the provider ask again, though it knows the person' }),
        ),
      },
      closed,
    ),
    response: { 303: Nothing, 400: ProblemBody, 404: ProblemBody, ...publicRefusals },
  },
} as const satisfies Endpoint

/** Ends at `returnTo`, or at `/sign-in?problem=<code>`. */
export const endProviderSignIn = {
  method: 'GET',
  url: '/api/v1/sign-in/provider/callback',
  access: 'public',
  schema: {
    summary: 'Take the browser back from the OpenID provider; sets the cookie of a session',
    querystring: Type.Object(
      {
        code: Type.Optional(Type.String({ maxLength: 4_096 })),
        state: Type.Optional(Type.String({ maxLength: 256 })),
        iss: Type.Optional(Type.String({ maxLength: 500 })),
        error: Type.Optional(Type.String({ maxLength: 256 })),
      },
      // Providers add members of their own, such as session_state.
      { additionalProperties: true },
    ),
    response: { 303: Nothing, 404: ProblemBody, ...publicRefusals },
  },
} as const satisfies Endpoint

/** What an authenticator app is told: the page shows `uri` as a QR code, and `secret` for typing. */
export const Totp = Type.Object({
  secret: ShownOnce('base32, for those who cannot scan'),
  uri: Type.String({ description: 'an otpauth:// URI' }),
})

export type Totp = Type.Static<typeof Totp>

/** The one-time part of a link `/welcome#<token>`; what follows the # reaches no log. */
const Token = Type.String({ minLength: 1, maxLength: 200 })

export const Welcome = Type.Object({
  purpose: Type.Enum(['set-up', 'invitation', 'reset'], {
    description: 'the first admin, a new account, or a new password and second factor',
  }),
  email: Type.Union([Type.String(), Type.Null()], { description: 'null at set-up: ask for it' }),
  name: Type.Union([Type.String(), Type.Null()]),
  role: Type.Enum([...roles]),
  tenant: Type.Union([Type.String(), Type.Null()], { description: 'its slug, or null for all' }),
  totp: Totp,
  expiresAt: Timestamp,
})

export type Welcome = Type.Static<typeof Welcome>

/** Asked again, it answers the same, so a page may be loaded anew. */
export const readWelcome = {
  method: 'POST',
  url: '/api/v1/welcome',
  access: 'public',
  schema: {
    summary: 'Read what a set-up link, an invitation or a reset link is for',
    body: Type.Object({ token: Token }, closed),
    response: { 200: Welcome, ...answers },
  },
} as const satisfies Endpoint

export const WelcomeDraft = Type.Object(
  {
    token: Token,
    email: Type.Optional(Email),
    name: Type.Optional(DisplayName),
    password: NewPassword,
    code: Type.String({ pattern: '^\\d{6}$', description: 'six digits of the authenticator app' }),
  },
  closed,
)

export type WelcomeDraft = Type.Static<typeof WelcomeDraft>

export const RecoveryCodes = Type.Array(ShownOnce('for one sign-in without the second factor'))

export const acceptWelcome = {
  method: 'POST',
  url: '/api/v1/welcome/accept',
  access: 'public',
  schema: {
    summary: 'Choose a password, prove the second factor, and be signed in; ends the link',
    body: WelcomeDraft,
    response: {
      201: Type.Object({ ...Whoami.properties, recoveryCodes: RecoveryCodes }),
      409: ProblemBody,
      ...answers,
    },
  },
} as const satisfies Endpoint

/** For who can administer the system and cannot sign in: a new installation, or everybody's second factor is lost. */
export const createSetUpLink = {
  method: 'POST',
  url: '/api/v1/set-up-links',
  access: 'system-admin',
  fresh: true,
  schema: {
    summary: 'Make a link with which somebody becomes a system admin; the one before is void',
    response: {
      201: Type.Object({
        link: ShownOnce('a one-time address for the person'),
        expiresAt: Timestamp,
      }),
      ...bodyRefusals,
      ...refusals,
    },
  },
} as const satisfies Endpoint
