import { endpoints as found } from 'virtual:endpoints'
import type * as contract from '@postern/contract'
import type { Call } from './call.ts'

type Contract = typeof contract

type Endpoints = {
  readonly [Name in keyof Contract as Contract[Name] extends contract.Endpoint
    ? Name
    : never]: Contract[Name] extends contract.Endpoint ? Call<Contract[Name]> : never
}

/** Every call of the admin API by its name in the contract: without the schemas, but with their types. */
// build/endpoints.ts makes it from the very objects whose types these are.
export const endpoints = found as Endpoints
