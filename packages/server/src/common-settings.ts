import { Type } from 'typebox'
import { auditSettings } from './audit-settings.ts'
import { clientSettings } from './client-settings.ts'
import { historySettings } from './history-settings.ts'
import { limitSettings } from './limit-settings.ts'
import { logLevels } from './logging.ts'
import { pepperSettings } from './pepper-settings.ts'
import { peopleSettings } from './provider-settings.ts'
import { retentionSettings } from './retention-settings.ts'
import { metricsSettings } from './serve-metrics.ts'
import { shedSettings } from './shed-settings.ts'
import { tokenSettings } from './token-settings.ts'
import {
  adminTlsSettings,
  apiTlsSettings,
  routeSettings,
  transportSettings,
} from './transport-settings.ts'

const port = (byDefault: number) =>
  Type.Integer({ minimum: 0, maximum: 65_535, default: byDefault })

/** Settings that more than one process has, so that they mean the same in all. */
export const commonSettings = {
  DATABASE_URL: Type.String({
    pattern: '^postgres(ql)?://',
    secret: true,
    description: 'a URL such as postgres://user:password@host:5432/database',
  }),
  POSTERN_HOST: Type.String({
    minLength: 1,
    default: '127.0.0.1',
    description: 'the address to listen on, such as 127.0.0.1 or 0.0.0.0',
  }),
  POSTERN_API_PORT: port(9091),
  POSTERN_ADMIN_PORT: port(9092),
  ...pepperSettings,
  POSTERN_LOG_LEVEL: Type.Enum([...logLevels], { default: 'info' }),
  POSTERN_SECURITY_CONTACT: Type.Optional(
    Type.String({
      // RFC 9116 section 2.5.3.
      pattern: '^(?:(?:mailto|tel):|https://)\\S+(?: (?:(?:mailto|tel):|https://)\\S+)*$',
      description:
        'whom to tell of a vulnerability, such as mailto:security@example.com; several with spaces between',
    }),
  ),
  ...transportSettings,
}

export function listOfContacts(setting = ''): string[] {
  return setting.split(' ').filter((contact) => contact !== '')
}

/** For `loadSettings`: what is a setting of some part of Postern is not unknown to the others. */
export const knownSettings = Type.Object({
  ...clientSettings,
  ...commonSettings,
  ...tokenSettings,
  ...auditSettings,
  ...limitSettings,
  ...retentionSettings,
  ...historySettings,
  ...apiTlsSettings,
  ...adminTlsSettings,
  ...routeSettings,
  ...metricsSettings,
  ...shedSettings,
  ...peopleSettings,
  POSTERN_STATE_DIR: Type.String(),
  POSTERN_API_DATABASE_URL: Type.String(),
  POSTERN_ADMIN_DATABASE_URL: Type.String(),
})
