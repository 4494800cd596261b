import type { Tenant } from '@postern/contract'
import { State, type Tone } from '../../components/state.tsx'

const tones: Readonly<Record<Tenant['state'], Tone>> = {
  active: 'good',
  suspended: 'warn',
  deleting: 'bad',
  deleted: 'quiet',
}

export function TenantState({ state }: { readonly state: Tenant['state'] }) {
  return <State tone={tones[state]}>{state}</State>
}
