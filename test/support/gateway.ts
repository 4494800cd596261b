import assert from 'node:assert/strict'
import { type Ending, openTestDatabase, type TestDatabase } from '@postern/testkit'
import { call } from './call.ts'
import { type Replica, type ReplicaOptions, startReplica } from './replica.ts'
import { readSamples, type Sample } from './samples.ts'
import { createTenantWithKeys, type TenantWithKeys } from './tenant.ts'

/** A database with one tenant, and a replica that listens. */
export interface Gateway extends TenantWithKeys {
  readonly database: TestDatabase
  readonly replica: Replica
  readonly url: string
  /** The samples of that name in a scrape of this moment. */
  samples(name: string): Promise<Sample[]>
}

export async function openGateway(t: Ending, options: ReplicaOptions = {}): Promise<Gateway> {
  const database = await openTestDatabase(t)
  const tenant = await createTenantWithKeys(database, 'acme')
  const replica = await startReplica(t, database, options)
  return {
    ...tenant,
    database,
    replica,
    url: replica.url,
    samples: async (name) => {
      const reply = await call(`${replica.url}/metrics`, { key: tenant.scrapeKey })
      assert.equal(reply.status, 200, reply.text)
      return readSamples(reply.text).filter((sample) => sample.name === name)
    },
  }
}
