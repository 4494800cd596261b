import {
  adminTlsSettings,
  auditSettings,
  commonSettings,
  DEFAULT_PUBLIC_URL,
  knownSettings,
  limitSettings,
  listOfContacts,
  listOfHosts,
  loadSettings,
  metricsSettings,
  peopleSettings,
  pepperSettings,
  readAuditRetention,
  readFormerPeppers,
  readLimits,
  readMetricsListener,
  readProvider,
  readRetentionSettings,
  readShedBounds,
  readTransport,
  retentionSettings,
  shedSettings,
  tokenSettings,
  transportSettings,
} from '@postern/server'
import { Type } from 'typebox'

const Settings = Type.Object({
  DATABASE_URL: commonSettings.DATABASE_URL,
  POSTERN_HOST: commonSettings.POSTERN_HOST,
  POSTERN_ADMIN_PORT: commonSettings.POSTERN_ADMIN_PORT,
  ...pepperSettings,
  POSTERN_LOG_LEVEL: commonSettings.POSTERN_LOG_LEVEL,
  POSTERN_SECURITY_CONTACT: commonSettings.POSTERN_SECURITY_CONTACT,
  ...tokenSettings,
  ...transportSettings,
  ...adminTlsSettings,
  ...metricsSettings,
  ...shedSettings,
  ...auditSettings,
  ...limitSettings,
  ...retentionSettings,
  ...peopleSettings,
})

/** Reads the environment once, at start, and names every fault in one go. */
export function loadConfig(env: NodeJS.ProcessEnv) {
  const settings = loadSettings(Settings, env, [knownSettings])
  const transport = readTransport('ADMIN', settings)
  const jwksAllowedHosts = listOfHosts(settings.POSTERN_JWKS_ALLOWED_HOSTS)
  return {
    databaseUrl: settings.DATABASE_URL,
    host: settings.POSTERN_HOST,
    port: settings.POSTERN_ADMIN_PORT,
    pepper: settings.POSTERN_PEPPER,
    formerPeppers: readFormerPeppers(settings),
    logLevel: settings.POSTERN_LOG_LEVEL,
    securityContacts: listOfContacts(settings.POSTERN_SECURITY_CONTACT),
    publicUrl: settings.POSTERN_PUBLIC_URL ?? DEFAULT_PUBLIC_URL,
    transport,
    metrics: readMetricsListener(settings),
    jwksAllowedHosts,
    limits: readLimits(settings),
    auditRetentionMs: readAuditRetention(settings),
    retention: readRetentionSettings(settings),
    shedBounds: readShedBounds(settings),
    adminUrl: settings.POSTERN_ADMIN_PUBLIC_URL,
    provider: readProvider(settings, jwksAllowedHosts),
  }
}
