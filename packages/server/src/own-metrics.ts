/**
 * What a process tells of itself: not of any tenant, and on a port of its own. Labels have values that we chose; nothing
 * that a client sends becomes one.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry, Summary } from 'prom-client'
import manifest from '../package.json' with { type: 'json' }

/** Which of the two apps it is about; in one process there may be both. */
export type AppName = 'api' | 'admin'

// From what a small push takes to what a handler may take.
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

export class OwnMetrics {
  readonly registry = new Registry()
  readonly requests: Counter<'app' | 'method' | 'route' | 'code'>
  readonly requestSeconds: Histogram<'app' | 'method' | 'route'>
  readonly problems: Counter<'app' | 'problem'>
  readonly shedRequests: Counter<'app' | 'class'>
  readonly #certificates: Gauge<'app'>
  readonly #hashers = new Set<FormerMatches>()
  readonly #pools = new Map<AppName, () => PoolState>()
  readonly #sources = new Map<string, Pick<GaugeSource, 'app' | 'read'>[]>()

  constructor() {
    const registers = [this.registry]
    collectDefaultMetrics({ register: this.registry })
    new Gauge({
      name: 'postern_build_info',
      help: 'Which release this is; always 1.',
      labelNames: ['version', 'node'],
      registers,
    }).set({ version: manifest.version, node: process.version }, 1)
    this.requests = new Counter({
      name: 'postern_http_requests_total',
      help: 'Requests that were answered, by the pattern of their route.',
      labelNames: ['app', 'method', 'route', 'code'],
      registers,
    })
    this.requestSeconds = new Histogram({
      name: 'postern_http_request_duration_seconds',
      help: 'From the headers of a request to the end of its answer.',
      labelNames: ['app', 'method', 'route'],
      buckets: SECONDS,
      registers,
    })
    this.problems = new Counter({
      name: 'postern_http_problems_total',
      help: 'Requests that were refused or failed, by the code of the problem.',
      labelNames: ['app', 'problem'],
      registers,
    })
    this.shedRequests = new Counter({
      name: 'postern_shed_requests_total',
      help: 'Requests that were refused since the process could not keep up, by what can wait how long.',
      labelNames: ['app', 'class'],
      registers,
    })
    this.#certificates = new Gauge({
      name: 'postern_tls_certificate_expiry_time_seconds',
      help: 'When the certificate ends that connections are answered with, in seconds since 1970.',
      labelNames: ['app'],
      registers,
    })
    this.registry.registerMetric(poolGauge(this.#pools))
    this.registry.registerMetric(formerPepperCounter(this.#hashers))
  }

  certificateEnds(app: AppName, at: Date): void {
    this.#certificates.set({ app }, at.getTime() / 1_000)
  }

  /** Asks how often a former pepper was needed whenever somebody asks for metrics. */
  watchFormerPepper(hasher: FormerMatches): void {
    this.#hashers.add(hasher)
  }

  /** Asks for the state of a pool whenever somebody asks for metrics. */
  watchPool(app: AppName, read: () => PoolState): void {
    this.gauge('postern_database_connections_maximum', {
      help: 'How many connections to Postgres the app opens at most.',
      app,
      read: () => read().maximum,
    })
    this.#pools.set(app, read)
  }

  /** A gauge of one value a process and app, asked for when somebody asks for metrics. */
  gauge(name: string, { app, help, read }: GaugeSource): void {
    const existing = this.#sources.get(name)
    if (existing) {
      existing.push({ app, read })
      return
    }
    const sources = [{ app, read }]
    this.#sources.set(name, sources)
    const gauge: Gauge<'app'> = new Gauge({
      name,
      help,
      labelNames: ['app'],
      registers: [],
      collect: () => {
        for (const source of sources) gauge.set({ app: source.app }, source.read())
      },
    })
    this.registry.registerMetric(gauge)
  }

  counter<L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.registry] })
  }

  /** A counter of what is counted elsewhere, by one label. */
  collected(name: string, { help, label, read }: CollectedSource): void {
    const counter: Counter = new Counter({
      name,
      help,
      labelNames: [label],
      registers: [],
      collect: () => {
        counter.reset()
        for (const [value, count] of read()) counter.inc({ [label]: value }, count)
      },
    })
    this.registry.registerMetric(counter)
  }

  histogram<L extends string>(name: string, options: HistogramOptions<L>): Histogram<L> {
    const { help, labelNames = [], buckets = SECONDS } = options
    return new Histogram({ name, help, labelNames, buckets, registers: [this.registry] })
  }

  /** Quantiles of the last ten minutes; where a histogram would break who knows it as a summary. */
  summary<L extends string>(name: string, help: string, labelNames: readonly L[]): Summary<L> {
    return new Summary({
      name,
      help,
      labelNames,
      percentiles: [0.1, 0.5, 0.9],
      maxAgeSeconds: 600,
      ageBuckets: 5,
      registers: [this.registry],
    })
  }
}

interface FormerMatches {
  readonly formerMatches: number
}

function formerPepperCounter(hashers: ReadonlySet<FormerMatches>): Counter {
  const counter: Counter = new Counter({
    name: 'postern_former_pepper_matches_total',
    help: 'How often a key was right that was hashed under a former pepper.',
    registers: [],
    collect: () => {
      counter.reset()
      counter.inc([...hashers].reduce((sum, { formerMatches }) => sum + formerMatches, 0))
    },
  })
  return counter
}

function poolGauge(pools: ReadonlyMap<AppName, () => PoolState>): Gauge<'app' | 'state'> {
  const gauge: Gauge<'app' | 'state'> = new Gauge({
    name: 'postern_database_connections',
    help: 'Connections to Postgres that work or are idle, and requests that wait for one.',
    labelNames: ['app', 'state'],
    registers: [],
    collect: () => {
      for (const [app, read] of pools) {
        const { busy, idle, waiting } = read()
        for (const [state, count] of Object.entries({ busy, idle, waiting })) {
          gauge.set({ app, state }, count)
        }
      }
    },
  })
  return gauge
}

interface CollectedSource {
  readonly help: string
  readonly label: string
  readonly read: () => ReadonlyMap<string, number>
}

interface HistogramOptions<L extends string> {
  readonly help: string
  readonly labelNames?: readonly L[]
  /** Of seconds, unless told otherwise. */
  readonly buckets?: number[]
}

export interface PoolState {
  readonly busy: number
  readonly idle: number
  /** Requests that wait for a connection. */
  readonly waiting: number
  readonly maximum: number
}

interface GaugeSource {
  readonly app: AppName
  readonly help: string
  readonly read: () => number
}
