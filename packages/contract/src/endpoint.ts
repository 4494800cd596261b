import type { Role } from '@postern/domain'
import type { Static, TSchema } from 'typebox'

/**
 * The least role that may make a call. That of a tenant reaches the tenant which the path names, if it is its own.
 * `signed-in` is for whoever is known, and shows each what is theirs; `public` is for everybody.
 */
export type Access = Role | 'signed-in' | 'public'

/** One admin call, described once: the server registers it, the web UI calls it, OpenAPI prints it. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: `/api/v1/${string}`
  readonly access: Access
  /** A person must have signed in within the last minutes; an operator key is always as good as that. */
  readonly fresh?: true
  readonly schema: {
    readonly summary: string
    readonly params?: TSchema
    readonly querystring?: TSchema
    readonly body?: TSchema
    /** Per status, refusals included. What a schema does not list does not leave. */
    readonly response: Readonly<Record<number, TSchema>>
  }
}

type Part<E extends Endpoint, K extends 'params' | 'querystring' | 'body'> = E['schema'] extends {
  readonly [P in K]: infer S extends TSchema
}
  ? { readonly [P in K]: Static<S> }
  : unknown

/** What a caller sends. */
export type Input<E extends Endpoint> = Part<E, 'params'> & Part<E, 'querystring'> & Part<E, 'body'>

type Success = 200 | 201 | 204

/** What a caller gets when all went well. */
export type Reply<E extends Endpoint> = {
  [S in keyof E['schema']['response']]: S extends Success
    ? E['schema']['response'][S] extends TSchema
      ? Static<E['schema']['response'][S]>
      : never
    : never
}[keyof E['schema']['response']]
