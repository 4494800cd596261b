import {
  type Credential,
  type CredentialDraft,
  issueCredential,
  listCredentials,
  revokeCredential,
} from '@postern/contract'
import { allPages } from '../client/all-pages.ts'
import { differences } from './differences.ts'
import type { Conflict, Plan, Step } from './plan.ts'
import type { TenantPlanning } from './planning.ts'

/** Keys are made and revoked. They do not change: whoever has one relies on what it may. */
export async function planCredentials(planning: TenantPlanning): Promise<Plan> {
  const { entry, params, exists, prune } = planning
  const wanted = entry.credentials
  if (!wanted) return { steps: [], conflicts: [] }
  const live = exists ? await liveCredentials(planning) : []
  const byName = Map.groupBy(live, ({ name }) => name)
  const names = new Set(wanted.map(({ name }) => name))
  const steps = wanted
    .filter(({ name }) => !byName.has(name))
    .map((draft) => issueStep(planning, draft))
  const conflicts = wanted.flatMap((draft) =>
    conflictsOf(draft, byName.get(draft.name), params.slug),
  )
  const strays = prune ? live.filter(({ name }) => !names.has(name)) : []
  return { steps: [...steps, ...strays.map((each) => revokeStep(planning, each))], conflicts }
}

async function liveCredentials({ admin, params }: TenantPlanning): Promise<Credential[]> {
  const all = await allPages(async (querystring) => {
    const { credentials, nextCursor } = await admin.call(listCredentials, { params, querystring })
    return { items: credentials, nextCursor }
  })
  const now = Date.now()
  const isOver = (end: string | null) => end !== null && Date.parse(end) <= now
  return all.filter(
    ({ revokedAt, expiresAt, retiresAt }) =>
      revokedAt === null && !isOver(expiresAt) && !isOver(retiresAt),
  )
}

function issueStep({ admin, params }: TenantPlanning, draft: CredentialDraft): Step {
  const { slug } = params
  return {
    kind: 'create',
    what: `key ${slug}/${draft.name}`,
    differences: differences(draft, undefined),
    act: async (giveSecret) => {
      const { secret } = await admin.call(issueCredential, { params, body: draft })
      await giveSecret({ tenant: slug, name: draft.name, secret })
    },
  }
}

function revokeStep({ admin, params }: TenantPlanning, { id, name }: Credential): Step {
  return {
    kind: 'remove',
    what: `key ${params.slug}/${name} (${id})`,
    differences: [],
    act: () => admin.call(revokeCredential, { params: { ...params, id } }),
  }
}

/** A key that was rotated has a successor of the same name; one of them has to be as the file says. */
function conflictsOf(
  draft: CredentialDraft,
  known: readonly Credential[] | undefined,
  slug: string,
): Conflict[] {
  if (!known) return []
  // Counted from when it was made, and so never the same.
  const wanted = { ...draft, expiresIn: undefined }
  const changes = known.map((each) => differences(wanted, each))
  if (changes.some((each) => each.length === 0)) return []
  const members = changes[0]?.map(({ member }) => member).join(', ')
  const why = `it differs in ${members}, and keys do not change: revoke it, or give the new one another name`
  return [{ what: `key ${slug}/${wanted.name}`, why }]
}
