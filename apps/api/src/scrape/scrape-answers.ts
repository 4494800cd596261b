/** The bodies of scrapes, kept until the view shows another version: two Prometheus servers ask for the same. */
import type { TenantView } from '../view/tenant-view.ts'
import { MemberCache } from './compress.ts'
import { renderExposition } from './render-exposition.ts'

/** What a scrape of some namespaces says at one version; plain or compressed it is made once. */
export class ScrapeAnswer {
  readonly version: number
  readonly members: MemberCache
  readonly #pieces: readonly Uint8Array[]
  #plain: Buffer | undefined
  #gzip: Promise<Buffer> | undefined

  constructor(version: number, pieces: readonly Uint8Array[], members: MemberCache) {
    this.version = version
    this.#pieces = pieces
    this.members = members
  }

  plain(): Buffer {
    this.#plain ??= Buffer.concat(this.#pieces)
    return this.#plain
  }

  gzip(): Promise<Buffer> {
    this.#gzip ??= this.members.compress(this.#pieces)
    return this.#gzip
  }
}

// Answers go with the view that they were made from.
const answersByView = new WeakMap<TenantView, Map<string, ScrapeAnswer>>()

/** The answer for the view as it is now. `namespaces` in the order of `scrapeNamespaces`. */
export function takeAnswer(view: TenantView, namespaces: readonly string[]): ScrapeAnswer {
  const answers = answersByView.get(view) ?? new Map<string, ScrapeAnswer>()
  answersByView.set(view, answers)
  const id = namespaces.join(' ')
  const known = answers.get(id)
  if (known?.version === view.version) return known
  const pieces = renderExposition(namespaces.map((name) => view.namespace(name)))
  const answer = new ScrapeAnswer(view.version, pieces, known?.members ?? new MemberCache())
  answers.set(id, answer)
  return answer
}
