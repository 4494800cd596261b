import type { WelcomePurpose } from '@postern/store'

const HOUR_MS = 60 * 60_000

/** A link is worth an account, so it does not lie about for long; an invitation has to wait for a person. */
export const LINK_MS: Readonly<Record<WelcomePurpose, number>> = {
  'set-up': HOUR_MS,
  invitation: 7 * 24 * HOUR_MS,
  reset: 24 * HOUR_MS,
}

/** The page that takes it. What follows the # is not sent to a server, so it is in no log. */
export function linkOf(adminUrl: string, token: string): string {
  return `${adminUrl}/welcome#${token}`
}
