import type { Credential } from '@postern/contract'
import { State, type Tone } from '../../components/state.tsx'
import { DAY_MS } from '../../lib/format.ts'
import { useNow } from '../../lib/use-now.ts'

// As the alert and the overview have it.
const SOON_MS = 30 * DAY_MS

export interface Standing {
  readonly word: string
  readonly tone: Tone
  /** Whether it is still of use. */
  readonly isLive: boolean
}

export function standingOf(credential: Credential, nowMs: number): Standing {
  const { revokedAt, expiresAt, retiresAt, rotatedTo } = credential
  if (revokedAt !== null) return { word: 'revoked', tone: 'quiet', isLive: false }
  if (isPast(expiresAt, nowMs)) return { word: 'expired', tone: 'quiet', isLive: false }
  if (isPast(retiresAt, nowMs)) return { word: 'retired', tone: 'quiet', isLive: false }
  if (rotatedTo !== null) return { word: 'being replaced', tone: 'warn', isLive: true }
  if (isPast(expiresAt, nowMs + SOON_MS)) {
    return { word: 'expires soon', tone: 'warn', isLive: true }
  }
  return { word: 'active', tone: 'good', isLive: true }
}

function isPast(at: string | null, nowMs: number): boolean {
  return at !== null && Date.parse(at) <= nowMs
}

export function CredentialState({ credential }: { readonly credential: Credential }) {
  const { word, tone } = standingOf(credential, useNow())
  return <State tone={tone}>{word}</State>
}
