/**
 * The URL grammar of a push: `/metrics/job/<job>{/<label>/<value>}`, where any name may end in `@base64`.
 * Rules and wording are the Pushgateway's (its README, "URL"; handler/push.go), and so is the order of the checks.
 */
import { decodeEscapedName, isLegacyLabelName, quoteGo, sortLabels } from '@postern/exposition'
import type { GroupingKey } from './grouping-key.ts'
import { Problem } from './problem.ts'

const BASE64_SUFFIX = '@base64'

export interface PushPathOptions {
  /** The tenant takes names of any UTF-8, in `U__` value encoding or plain. */
  readonly utf8Names: boolean
}

// What may stand before the grouping key, once decoded.
const PREFIX = /^(?:\/ns\/[^/]*)?\/(?:metrics|api\/v1\/pushes)\//

/**
 * The grouping key that a request's target names, as it stands in the request line: percent-encoded, with or without a
 * query, `/metrics/job/backup/zone/eu` or `/ns/payments/metrics/job/…`. Throws `path-malformed`.
 */
export function parsePushPath(target: string, options: PushPathOptions): GroupingKey {
  const path = percentDecode(target.split('?', 1)[0] ?? '').replace(PREFIX, '')
  const [first, jobText = '', ...rest] = path.split('/')
  const job = first === `job${BASE64_SUFFIX}` ? decodeJob(jobText) : plainPart(jobText)
  const labels = labelPairs(rest, options)
  if (job === '') throw malformed('job name is required')
  labels.set('job', job)
  return sortedPairs(labels)
}

/** The grouping key of labels that were given by name. Throws `path-malformed` as `parsePushPath` does. */
export function groupingKeyFromLabels(
  labels: Readonly<Record<string, string>>,
  options: PushPathOptions,
): GroupingKey {
  const pairs = Object.entries(labels).map(([name, value]) => {
    if (!value.isWellFormed()) throw malformed(`the value of label ${name} is not valid Unicode`)
    return [labelName(name, options), value] as const
  })
  const key = new Map(pairs)
  if ((key.get('job') ?? '') === '') throw malformed('job name is required')
  return sortedPairs(key)
}

/** Later pairs win over earlier ones of the same name; the job of the path wins over both. */
function labelPairs(parts: readonly string[], options: PushPathOptions): Map<string, string> {
  const labels = new Map<string, string>()
  if (parts.length === 0 || (parts.length === 1 && parts[0] === '')) return labels
  if (parts.length % 2 !== 0) {
    throw malformed(`odd number of components in label string ${quoteGo(`/${parts.join('/')}`)}`)
  }
  for (let i = 0; i < parts.length; i += 2) {
    plainPart(parts[i] ?? '')
    const [name, value] = labelPair(parts[i] ?? '', parts[i + 1] ?? '', options)
    labels.set(name, value)
  }
  return labels
}

function labelPair(
  nameText: string,
  valueText: string,
  options: PushPathOptions,
): [string, string] {
  const isBase64 = nameText.endsWith(BASE64_SUFFIX)
  const name = labelName(isBase64 ? nameText.slice(0, -BASE64_SUFFIX.length) : nameText, options)
  if (!isBase64) return [name, plainPart(valueText)]
  const decoded = decodeBase64(valueText)
  if ('fault' in decoded) {
    throw malformed(
      `invalid base64 encoding for label ${name}=${quoteGo(valueText)}: ${decoded.fault}`,
    )
  }
  return [name, decoded.value]
}

/** `__` is tested on the name as it will be, so that no encoding walks around it. */
function labelName(text: string, { utf8Names }: PushPathOptions): string {
  const name = utf8Names ? decodeEscapedName(text) : text
  const isName = utf8Names ? name !== '' : isLegacyLabelName(name)
  if (!isName || name.startsWith('__')) throw malformed(`improper label name ${quoteGo(text)}`)
  return name
}

/**
 * Proxies and clients fold empty and dotted parts away, and the Pushgateway redirects; a redirected push is a lost push
 * with some clients, so it is refused with the way that works.
 */
function plainPart(text: string): string {
  if (text === '' || text === '.' || text === '..') {
    throw malformed(
      `the path part ${quoteGo(text)} does not survive on its way; write it in base64, the empty value as name@base64/=`,
    )
  }
  return text
}

function decodeJob(text: string): string {
  const decoded = decodeBase64(text)
  if ('fault' in decoded)
    throw malformed(`invalid base64 encoding in job name "": ${decoded.fault}`)
  return decoded.value
}

/**
 * URL-safe base64 as Go reads it: any amount of padding, line feeds inside skipped, unused bits ignored.
 * What it holds must be UTF-8, or every scrape of the group would be refused.
 */
function decodeBase64(text: string): { value: string } | { fault: string } {
  const letters = text.slice(0, endOfLetters(text))
  const wrong = letters.search(/[^A-Za-z0-9_\-\r\n]/)
  if (wrong >= 0) return { fault: `illegal base64 data at input byte ${wrong}` }
  const packed = letters.replaceAll(/[\r\n]/g, '')
  if (packed.length % 4 === 1)
    return { fault: `illegal base64 data at input byte ${letters.length - 1}` }
  const bytes = Uint8Array.fromBase64(packed, { alphabet: 'base64url' })
  const value = utf8(bytes)
  return value === undefined ? { fault: 'the value is not valid UTF-8' } : { value }
}

/** Where the padding begins; a regular expression would look at each of its signs as often as there are signs. */
function endOfLetters(text: string): number {
  let end = text.length
  while (text[end - 1] === '=') end--
  return end
}

function percentDecode(path: string): string {
  if (!path.includes('%')) return path
  try {
    return decodeURIComponent(path)
  } catch {
    throw malformed(
      isPercentEncoded(path)
        ? 'the path is not valid UTF-8'
        : 'the path has a broken percent escape',
    )
  }
}

function isPercentEncoded(path: string): boolean {
  return !/%(?![0-9A-Fa-f]{2})/.test(path)
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    // The byte order mark is part of the value, not of the encoding.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function sortedPairs(labels: ReadonlyMap<string, string>): GroupingKey {
  return sortLabels([...labels].flat())
}

function malformed(detail: string): Problem {
  return new Problem('path-malformed', detail)
}
