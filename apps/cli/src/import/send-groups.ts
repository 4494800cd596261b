import { failureOf } from '../client/failure-of.ts'
import type { GatewayClient } from '../client/gateway-client.ts'
import type { GroupToImport } from './group-to-import.ts'

/** What became of one group. */
export interface Outcome {
  readonly status: number
  readonly changed: boolean
  readonly code?: string
  readonly detail?: string
}

// As many as one request may have, and not so large that one is long under way.
const MAX_GROUPS = 100
const MAX_BYTES = 4 * 1024 * 1024

// A gateway that restarts is waited for; what was sent already may be sent again.
const PATIENCE = { tries: 8, withinMs: 300_000 }

/** Sends them in their order, in requests of many; `heard` is told of each. */
export async function sendGroups(
  gateway: GatewayClient,
  groups: Iterable<GroupToImport>,
  heard: (group: GroupToImport, outcome: Outcome) => void,
): Promise<void> {
  let batch: GroupToImport[] = []
  let bytes = 0
  const flush = async () => {
    if (batch.length > 0) await sendBatch(gateway, batch, heard)
    batch = []
    bytes = 0
  }
  for (const group of groups) {
    const size = group.contents.reduce((sum, { protobuf }) => sum + protobuf.length, 0)
    if (batch.length === MAX_GROUPS || bytes + size > MAX_BYTES) await flush()
    batch.push(group)
    bytes += size
  }
  await flush()
}

async function sendBatch(
  gateway: GatewayClient,
  groups: readonly GroupToImport[],
  heard: (group: GroupToImport, outcome: Outcome) => void,
): Promise<void> {
  const request = {
    method: 'POST',
    path: '/api/v1/groups/import',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ groups }),
  }
  const answer = await gateway.request(request, PATIENCE)
  if (answer.status !== 200) throw failureOf(answer)
  const { groups: outcomes }: { groups: readonly Outcome[] } = JSON.parse(answer.text)
  for (const [index, group] of groups.entries()) {
    const outcome = outcomes[index]
    if (outcome) heard(group, outcome)
  }
}
