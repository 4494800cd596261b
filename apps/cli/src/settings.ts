import {
  adminTlsSettings,
  apiTlsSettings,
  auditSettings,
  commonSettings,
  type Environment,
  historySettings,
  knownSettings,
  limitSettings,
  listOfContacts,
  listOfHosts,
  loadSettings,
  logLevels,
  metricsSettings,
  peopleSettings,
  readAuditRetention,
  readFormerPeppers,
  readHistorySettings,
  readLimits,
  readMetricsListener,
  readProvider,
  readRetentionSettings,
  readShedBounds,
  readTransport,
  retentionSettings,
  routeSettings,
  shedSettings,
  tokenSettings,
  transportSettings,
} from '@postern/server'
import { Type } from 'typebox'

const databaseUrl = { ...commonSettings.DATABASE_URL }

export const UpSettingsSchema = Type.Object({
  POSTERN_STATE_DIR: Type.String({
    default: '.postern',
    description: 'a folder for what this machine keeps: the embedded Postgres, keys, the pepper',
  }),
  POSTERN_HOST: commonSettings.POSTERN_HOST,
  POSTERN_API_PORT: commonSettings.POSTERN_API_PORT,
  POSTERN_ADMIN_PORT: commonSettings.POSTERN_ADMIN_PORT,
  DATABASE_URL: Type.Optional(databaseUrl),
  POSTERN_API_DATABASE_URL: Type.Optional(databaseUrl),
  POSTERN_ADMIN_DATABASE_URL: Type.Optional(databaseUrl),
  POSTERN_PEPPER: Type.Optional(commonSettings.POSTERN_PEPPER),
  POSTERN_PEPPER_FORMER: commonSettings.POSTERN_PEPPER_FORMER,
  // The console is for the person who started it.
  POSTERN_LOG_LEVEL: Type.Enum([...logLevels], { default: 'warn' }),
  POSTERN_SECURITY_CONTACT: commonSettings.POSTERN_SECURITY_CONTACT,
  ...tokenSettings,
  ...transportSettings,
  ...apiTlsSettings,
  ...adminTlsSettings,
  ...routeSettings,
  ...metricsSettings,
  ...shedSettings,
  ...auditSettings,
  ...limitSettings,
  ...retentionSettings,
  ...historySettings,
  ...peopleSettings,
})

export type UpSettings = ReturnType<typeof loadUpSettings>

/** Reads the environment once and names every fault in one go. */
export function loadUpSettings(env: Environment) {
  const settings = loadSettings(UpSettingsSchema, env, [knownSettings])
  const jwksAllowedHosts = listOfHosts(settings.POSTERN_JWKS_ALLOWED_HOSTS)
  return {
    stateDir: settings.POSTERN_STATE_DIR,
    host: settings.POSTERN_HOST,
    apiPort: settings.POSTERN_API_PORT,
    adminPort: settings.POSTERN_ADMIN_PORT,
    databaseUrl: settings.DATABASE_URL,
    roleUrls: {
      postern_api: settings.POSTERN_API_DATABASE_URL,
      postern_admin: settings.POSTERN_ADMIN_DATABASE_URL,
    },
    pepper: settings.POSTERN_PEPPER,
    formerPeppers: readFormerPeppers(settings),
    logLevel: settings.POSTERN_LOG_LEVEL,
    securityContacts: listOfContacts(settings.POSTERN_SECURITY_CONTACT),
    publicUrl: settings.POSTERN_PUBLIC_URL,
    metrics: readMetricsListener(settings),
    transports: {
      api: readTransport('API', settings),
      admin: readTransport('ADMIN', settings),
    },
    jwksAllowedHosts,
    limits: readLimits(settings),
    auditRetentionMs: readAuditRetention(settings),
    retention: readRetentionSettings(settings),
    history: readHistorySettings(settings),
    shedBounds: readShedBounds(settings),
    adminPublicUrl: settings.POSTERN_ADMIN_PUBLIC_URL,
    provider: readProvider(settings, jwksAllowedHosts),
  }
}
