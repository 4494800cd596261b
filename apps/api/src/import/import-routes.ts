import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { groupingKeyFromLabels, Problem } from '@postern/domain'
import type { FastifyInstance } from 'fastify'
import { principalOf } from '../auth/authenticate.ts'
import { type Principal, pushNamespace, requireScope } from '../auth/principal.ts'
import { requireLabels } from '../auth/require-labels.ts'
import type { ImportChange, Sender } from '../lane/change.ts'
import type { Lanes } from '../lane/lanes.ts'
import { chargePushes, chargeSamples, type PushedSamples } from '../limits/charge.ts'
import type { FairBudget } from '../limits/fair-budget.ts'
import { limitsIn } from '../limits/grant-limits.ts'
import type { RateLimiter } from '../limits/rate-limiter.ts'
import { holdWhole } from '../push/admit-push.ts'
import { pushSender } from '../push/push-sender.ts'
import { noteRefusedPart, type RefusedPartDeps } from '../usage/note-refusals.ts'
import { type GroupOutcome, Import, type ImportedGroup, ImportOutcome } from './import-schemas.ts'
import { type ImportPlace, readImportedGroup } from './read-imported-group.ts'

export interface ImportRouteDeps extends RefusedPartDeps {
  readonly lanes: Lanes
  readonly rates: RateLimiter
  /** What the bodies of all tenants share that are being read. */
  readonly bodies: FairBudget
}

// Base64 makes a third more of a push.
const MAX_IMPORT_BYTES = 24 * 1024 * 1024

/** Groups as another gateway held them, with their times: for those who move here. */
export async function importRoutes(app: FastifyInstance, deps: ImportRouteDeps): Promise<void> {
  const { bodies, lanes, rates } = deps
  app.withTypeProvider<TypeBoxTypeProvider>().post(
    '/api/v1/groups/import',
    {
      bodyLimit: MAX_IMPORT_BYTES,
      config: { shed: 'push' },
      onRequest: async (request, reply) => holdWhole(bodies, request, reply, MAX_IMPORT_BYTES),
      schema: {
        summary: 'Import up to 100 groups with their push times, each for itself',
        body: Import,
        response: { 200: ImportOutcome },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      requireScope(principal, 'manage')
      const { groups } = request.body
      const sender = pushSender(request)
      const places = groups.map((group) => placeOf(group, principal, sender))
      const namespaces = places.map(({ namespace }) => namespace)
      await chargePushes(rates, principal, namespaces, reply)
      const onRefused = (error: unknown) => noteRefusedPart(request, error, deps)
      const read = places.map((place) => readOne(place, onRefused))
      await chargeSamples(
        rates,
        principal,
        read.filter((one) => 'families' in one),
        reply,
      )
      return {
        groups: await Promise.all(read.map((one) => importOne(lanes, principal, one, onRefused))),
      }
    },
  )
}

interface PlacedGroup extends ImportPlace {
  readonly draft: ImportedGroup
}

/** Throws for a group that the credential is not for: then nothing of the request is done. */
function placeOf(draft: ImportedGroup, principal: Principal, sender: Sender): PlacedGroup {
  const { namespace: named, labels } = draft
  const namespace = pushNamespace(principal, named)
  const groupingKey = groupingKeyFromLabels(labels, principal.tenant)
  requireLabels(principal, groupingKey)
  const limits = limitsIn(principal.limits, namespace)
  return { draft, principal, namespace, groupingKey, limits, ...sender }
}

interface ReadGroup extends PushedSamples {
  readonly change: ImportChange
}

/** What came of reading it, when nothing but a refusal did. */
type Refused = GroupOutcome

/** Hears why a group was refused. */
type OnRefused = (error: unknown) => void

function readOne({ draft, ...place }: PlacedGroup, onRefused: OnRefused): ReadGroup | Refused {
  try {
    return { ...readImportedGroup(draft, place), namespace: place.namespace }
  } catch (error) {
    return refusedBy(error, onRefused)
  }
}

async function importOne(
  lanes: Lanes,
  { tenant }: Principal,
  read: ReadGroup | Refused,
  onRefused: OnRefused,
): Promise<GroupOutcome> {
  if (!('change' in read)) return read
  const { problem, touched } = await lanes.submit(tenant, read.change)
  return problem ? refusedBy(problem, onRefused) : { status: 200, changed: touched.length > 0 }
}

function refusedBy(error: unknown, onRefused: OnRefused): Refused {
  if (!(error instanceof Problem)) throw error
  onRefused(error)
  return { status: error.status, changed: false, code: error.code, detail: error.message }
}
