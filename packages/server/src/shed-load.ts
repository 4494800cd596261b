/**
 * When a process cannot keep up, it refuses first what can wait, and last what is looked at when something is wrong:
 * lists, then pushes, then scrapes.
 */
import { Problem } from '@postern/domain'
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import fp from 'fastify-plugin'
import type { AppName, OwnMetrics } from './own-metrics.ts'

/**
 * `list`: what people and tools look at. `push`: what jobs send; they try again. `scrape`: what Prometheus and its
 * tokens need. `never`: probes, and what operators do about it.
 */
export type ShedClass = 'list' | 'push' | 'scrape' | 'never'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How soon requests are refused when the process cannot keep up. */
    shed?: ShedClass
  }
}

/** From what on lists are refused, in milliseconds; infinity for never. */
export interface ShedBounds {
  readonly loopDelayMs: number
  readonly connectionWaitMs: number
}

/** What tells whether a process keeps up, in milliseconds as of now; and what is too much. */
export interface Load {
  readonly bounds: ShedBounds
  /** By how much the event loop is late. */
  readonly loopDelayMs: () => number
  /** How long whoever waits longest has waited for a connection to the database. */
  readonly connectionWaitMs: () => number
}

export interface ShedOptions {
  readonly app: AppName
  /** Without it nothing is refused. */
  readonly load?: Load | undefined
  readonly metrics?: OwnMetrics | undefined
  /** Of routes that do not say it themselves. */
  readonly classOf?: (route: RouteOptions) => ShedClass | undefined
}

/** Multiples of the bounds. What comes later is refused only when refusing the ones before was not enough. */
const PATIENCE: Readonly<Record<ShedClass, number>> = {
  list: 1,
  push: 2,
  scrape: 4,
  never: Number.POSITIVE_INFINITY,
}

// As long as it takes at least until the delay is looked at anew, and then some.
const RETRY_AFTER_SECONDS = 2

/** From here on every route says how soon it is refused, or the app does not start. Before anybody is asked who calls. */
export const shedLoad = fp<ShedOptions>(
  async (app: FastifyInstance, { app: name, load, metrics, classOf }: ShedOptions) => {
    const routes: RouteOptions[] = []
    app.addHook('onRoute', (route) => {
      const shed = route.config?.shed ?? classOf?.(route)
      if (shed !== undefined) route.config = { ...route.config, shed }
      routes.push(route)
    })
    app.addHook('onReady', async () => {
      for (const { config, method, url } of routes) {
        if (config?.shed !== undefined) continue
        throw new Error(`the route ${String(method)} ${url} does not say how soon it is refused`)
      }
    })
    if (!load) return
    if (metrics) showLoad(metrics, name, load)
    app.addHook('onRequest', (request, _reply, done) => {
      const pressure = pressureOf(load)
      // Before the route is looked at: mostly there is nothing.
      if (pressure <= 1) return done()
      const shed = classOfRequest(request)
      if (pressure <= PATIENCE[shed]) return done()
      metrics?.shedRequests.inc({ app: name, class: shed })
      done(tooMuch(load))
    })
  },
  { name: 'shed-load' },
)

/** An address without a route is answered before. */
function classOfRequest({ routeOptions }: FastifyRequest): ShedClass {
  return routeOptions.config.shed ?? 'never'
}

/** In multiples of the bounds. */
function pressureOf(load: Load): number {
  return Math.max(lateness(load), waiting(load))
}

function lateness({ bounds, loopDelayMs }: Load): number {
  return loopDelayMs() / bounds.loopDelayMs
}

function waiting({ bounds, connectionWaitMs }: Load): number {
  return connectionWaitMs() / bounds.connectionWaitMs
}

function tooMuch(load: Load): Problem {
  const why =
    lateness(load) > waiting(load)
      ? `the server is ${seconds(load.loopDelayMs())} behind`
      : `requests wait ${seconds(load.connectionWaitMs())} for a connection to the database`
  return new Problem('load-shed', `${why}; try again in ${RETRY_AFTER_SECONDS} seconds`, {
    headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
  })
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`
}

function showLoad(metrics: OwnMetrics, app: AppName, load: Load): void {
  metrics.gauge('postern_event_loop_delay_seconds', {
    app,
    help: 'By how much the event loop is late, as it counts for refusing requests.',
    read: () => load.loopDelayMs() / 1_000,
  })
  metrics.gauge('postern_database_connection_wait_seconds', {
    app,
    help: 'How long whoever waits longest has waited for a connection to Postgres.',
    read: () => load.connectionWaitMs() / 1_000,
  })
}
