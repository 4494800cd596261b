import {
  apiTlsSettings,
  commonSettings,
  historySettings,
  knownSettings,
  limitSettings,
  listOfContacts,
  listOfHosts,
  loadSettings,
  metricsSettings,
  pepperSettings,
  readFormerPeppers,
  readHistorySettings,
  readLimits,
  readMetricsListener,
  readRetentionSettings,
  readShedBounds,
  readTransport,
  retentionSettings,
  routeSettings,
  shedSettings,
  tokenSettings,
  transportSettings,
  urlOfListener,
} from '@postern/server'
import { Type } from 'typebox'

const Settings = Type.Object({
  DATABASE_URL: commonSettings.DATABASE_URL,
  POSTERN_HOST: commonSettings.POSTERN_HOST,
  POSTERN_API_PORT: commonSettings.POSTERN_API_PORT,
  ...pepperSettings,
  POSTERN_LOG_LEVEL: commonSettings.POSTERN_LOG_LEVEL,
  POSTERN_SECURITY_CONTACT: commonSettings.POSTERN_SECURITY_CONTACT,
  ...tokenSettings,
  ...retentionSettings,
  ...historySettings,
  ...limitSettings,
  ...transportSettings,
  ...apiTlsSettings,
  ...routeSettings,
  ...metricsSettings,
  ...shedSettings,
})

/** Reads the environment once, at start, and names every fault in one go. */
export function loadConfig(env: NodeJS.ProcessEnv) {
  const settings = loadSettings(Settings, env, [knownSettings])
  const transport = readTransport('API', settings)
  return {
    databaseUrl: settings.DATABASE_URL,
    host: settings.POSTERN_HOST,
    port: settings.POSTERN_API_PORT,
    pepper: settings.POSTERN_PEPPER,
    formerPeppers: readFormerPeppers(settings),
    logLevel: settings.POSTERN_LOG_LEVEL,
    securityContacts: listOfContacts(settings.POSTERN_SECURITY_CONTACT),
    publicUrl:
      settings.POSTERN_PUBLIC_URL ??
      urlOfListener({
        host: settings.POSTERN_HOST,
        port: settings.POSTERN_API_PORT,
        isTls: transport.tls !== undefined,
        routePrefix: transport.routePrefix,
      }),
    transport,
    metrics: readMetricsListener(settings),
    retention: readRetentionSettings(settings),
    history: readHistorySettings(settings),
    shedBounds: readShedBounds(settings),
    limits: readLimits(settings),
    jwksAllowedHosts: listOfHosts(settings.POSTERN_JWKS_ALLOWED_HOSTS),
  }
}
