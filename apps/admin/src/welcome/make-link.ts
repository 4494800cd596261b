import type { AccountId, ActContext } from '@postern/domain'
import { NO_TENANT } from '@postern/domain'
import { issueToken, type KeyHasher } from '@postern/server'
import {
  appendAudit,
  type Db,
  replaceWelcomeLink,
  type WelcomePurpose,
  withTenant,
} from '@postern/store'
import type { SignInDeps } from '../sign-in/sign-in.ts'
import { LINK_MS, linkOf } from './link-life.ts'

export interface LinkDeps {
  readonly hasher: KeyHasher
  /** How people reach the app. */
  readonly adminUrl: string
}

export type WelcomeDeps = SignInDeps & LinkDeps

export interface MadeLink {
  readonly link: string
  readonly expiresAt: Date
}

/** Makes a one-time link; one that was for the same is of no use from now on. */
export async function makeLink(
  { hasher, adminUrl }: LinkDeps,
  db: Db,
  purpose: WelcomePurpose,
  accountId: AccountId | undefined,
  nowMs: number,
): Promise<MadeLink> {
  const token = issueToken(hasher, nowMs)
  const expiresAt = new Date(nowMs + LINK_MS[purpose])
  const link = { id: token.id, purpose, accountId, createdAt: new Date(nowMs), expiresAt }
  await replaceWelcomeLink(db, link, token.secret)
  return { link: linkOf(adminUrl, token.text), expiresAt }
}

/** Makes the link with which somebody becomes a system admin without being invited by one. */
export function makeSetUpLink(
  deps: LinkDeps & { readonly db: Db },
  context: ActContext,
): Promise<MadeLink> {
  return withTenant(deps.db, NO_TENANT, async (own) => {
    const made = await makeLink(deps, own, 'set-up', undefined, context.nowMs)
    await appendAudit(own, NO_TENANT, context, {
      action: 'set-up-link.create',
      target: { kind: 'set-up-link', id: 'set-up' },
      after: { expiresAt: made.expiresAt.toISOString() },
    })
    return made
  })
}
