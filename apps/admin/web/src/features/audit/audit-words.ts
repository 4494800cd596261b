import type { AuditEvent } from '@postern/contract'
import { inWords } from '../../lib/format.ts'

/** `credential.rotate` → `rotate credential` */
export function actionWords(action: string): string {
  const [thing = '', deed = ''] = action.split('.')
  return deed === '' ? inWords(thing) : `${inWords(deed)} ${inWords(thing)}`
}

const actors: Readonly<Record<AuditEvent['actor']['kind'], string>> = {
  account: 'person',
  operator: 'operator key',
  credential: 'key or trust rule',
  anonymous: 'nobody known',
  system: 'Postern itself',
}

/** What kind of one it is that acted. */
export function actorWords(kind: AuditEvent['actor']['kind']): string {
  return actors[kind]
}
