import type { Snippet } from '../configuration.ts'

/** What snippets are filled with. */
export interface SnippetContext {
  /** Where clients reach the data plane, such as `https://push.example.com`. */
  readonly publicUrl: string
  /** The slug of the tenant. */
  readonly tenant: string
  readonly namespace: string
  readonly job: string
  /** As many samples as a scrape can have by the limits of the tenant; `undefined` when there is no limit. */
  readonly sampleLimit?: number | undefined
  /** A key that was made just now; without it there is a place to put one. Never leaves the page that shows it. */
  readonly pushKey?: string | undefined
  readonly scrapeKey?: string | undefined
}

/** Makes one snippet. */
export type SnippetMaker = (context: SnippetContext) => Snippet

const DEFAULT_NAMESPACE = 'default'

/** The address that a client of the Pushgateway is given: it adds `/metrics/job/…` itself. */
export function pushBase({ publicUrl, namespace }: SnippetContext): string {
  return `${publicUrl.replace(/\/$/, '')}${inNamespace(namespace)}`
}

export interface ScrapeAddress {
  readonly scheme: string
  /** Host and port. */
  readonly target: string
  readonly path: string
}

export function scrapeAddress({ publicUrl, namespace }: SnippetContext): ScrapeAddress {
  const { protocol, host, hostname, pathname, port } = new URL(publicUrl)
  const scheme = protocol.replace(':', '')
  const target = port === '' ? `${hostname}:${scheme === 'https' ? 443 : 80}` : host
  return { scheme, target, path: `${pathname.replace(/\/$/, '')}${inNamespace(namespace)}/metrics` }
}

function inNamespace(namespace: string): string {
  return namespace === DEFAULT_NAMESPACE ? '' : `/ns/${namespace}`
}

/** One name for what belongs together in a configuration: scrape jobs, files, secrets. */
export function scrapeName({ tenant, namespace }: SnippetContext): string {
  return namespace === DEFAULT_NAMESPACE ? `postern-${tenant}` : `postern-${tenant}-${namespace}`
}

export function pushKeyOf({ pushKey }: SnippetContext): string {
  return pushKey ?? 'pst_push_…'
}

export function scrapeKeyOf({ scrapeKey }: SnippetContext): string {
  return scrapeKey ?? 'pst_scrape_…'
}

/** A text as a literal of YAML, JavaScript, Go or Python alike. */
export function quoted(text: string): string {
  return JSON.stringify(text)
}

/** A text as one word of a shell. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** A name for an object of Kubernetes or a file: RFC 1123 allows no more. */
export function plainName(text: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  return name.slice(0, 50).replace(/-$/, '') || 'job'
}

export function indented(text: string, spaces: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(spaces))
}
