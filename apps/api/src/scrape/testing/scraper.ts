/** Scrapes a test's gateway in any format, and reads what comes back. */
import { type MetricFamily, parseOpenMetrics, parseProtobuf, parseText } from '@postern/exposition'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'

const MESSAGE = 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily'

export const PROTOBUF = `${MESSAGE};encoding=delimited`
export const PROTO_TEXT = `${MESSAGE};encoding=text`
export const PROTO_COMPACT_TEXT = `${MESSAGE};encoding=compact-text`
export const OPEN_METRICS = 'application/openmetrics-text;version=1.0.0'
export const TEXT = 'text/plain;version=0.0.4'

const utf8Names = { utf8Names: true }

export class Scraper {
  readonly #app: FastifyInstance
  readonly #key: string

  constructor(app: FastifyInstance, key: string) {
    this.#app = app
    this.#key = key
  }

  get(
    headers: Readonly<Record<string, string>> = {},
    { method = 'GET', url = '/metrics' }: { method?: 'GET' | 'HEAD'; url?: string } = {},
  ): Promise<LightMyRequestResponse> {
    const authorization = `Bearer ${this.#key}`
    return this.#app.inject({ method, url, headers: { authorization, ...headers } })
  }

  async families(accept = TEXT, url = '/metrics'): Promise<Map<string, MetricFamily>> {
    const { rawPayload, headers } = await this.get({ accept }, { url })
    const parse = parserFor(String(headers['content-type']))
    return new Map(parse(rawPayload).map((family) => [family.name, family]))
  }
}

function parserFor(contentType: string): (body: Uint8Array) => MetricFamily[] {
  if (contentType.startsWith('application/vnd')) return (body) => parseProtobuf(body, utf8Names)
  if (contentType.startsWith('application/open')) return (body) => parseOpenMetrics(body, utf8Names)
  return (body) => parseText(body, utf8Names)
}
