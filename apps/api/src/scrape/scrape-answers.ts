/** The answers to scrapes, kept until the view shows another revision: two Prometheus servers ask for the same. */
import type { EscapingScheme } from '@postern/exposition'
import type { Block } from '../view/sorted-blocks.ts'
import type { TenantView } from '../view/tenant-view.ts'
import type { FormatName } from './exposition-format.ts'
import { formats } from './formats.ts'
import { planExposition, renderPlan } from './render-exposition.ts'
import { newRunCaches, ScrapeAnswer } from './scrape-answer.ts'
import { tenantFamilies } from './tenant-families.ts'
import type { TenantScope } from './tenant-family.ts'

export interface AnswerOptions extends TenantScope {
  readonly format: FormatName
  readonly scheme: EscapingScheme
}

// Answers go with the view that they were made from.
const answersByView = new WeakMap<TenantView, ScrapeAnswers>()

/** The answer for the view as it is now. */
export function takeAnswer(view: TenantView, options: AnswerOptions): ScrapeAnswer {
  const answers = answersByView.get(view) ?? new ScrapeAnswers(view)
  answersByView.set(view, answers)
  return answers.take(options, performance.now())
}

/** Roughly what answers, and what was rendered for them, take in memory beside the view itself. */
export function answerBytes(view: TenantView): number {
  return answersByView.get(view)?.bytes ?? 0
}

// Who scrapes, scrapes again within a minute or two; a person who looked once does not.
const IDLE_MS = 10 * 60_000

interface Entry {
  readonly answer: ScrapeAnswer
  readonly options: AnswerOptions
  readonly takenAtMs: number
}

/** The last answer for each way to ask. */
export class ScrapeAnswers {
  readonly #view: TenantView
  readonly #entries = new Map<string, Entry>()

  constructor(view: TenantView) {
    this.#view = view
  }

  get bytes(): number {
    return [...this.#entries.values()].reduce((sum, { answer }) => sum + answer.bytes, 0)
  }

  /** `nowMs` on any clock that does not go back. */
  take(options: AnswerOptions, nowMs: number): ScrapeAnswer {
    const id = JSON.stringify(options)
    const known = this.#entries.get(id)?.answer
    const answer = known?.revision === this.#view.revision ? known : this.#make(options)
    this.#entries.set(id, { answer, options, takenAtMs: nowMs })
    this.#forgetIdle(nowMs)
    return answer
  }

  #make(options: AnswerOptions): ScrapeAnswer {
    const { format, scheme } = options
    const namespaces = options.namespaces.map((name) => this.#view.namespace(name))
    const caches = this.#findAlike(options)?.caches ?? newRunCaches()
    const ofTenant = { families: tenantFamilies(this.#view, options), pieces: caches.pieces }
    const plan = planExposition(namespaces, ofTenant, { format: formats[format], scheme })
    return new ScrapeAnswer(this.#view.revision, renderPlan(plan), caches)
  }

  /** Names that have to be escaped are rare, so what was compressed for another scheme serves for this one. */
  #findAlike({ namespaces, format }: AnswerOptions): ScrapeAnswer | undefined {
    const alike = JSON.stringify(namespaces)
    return [...this.#entries.values()].find(
      ({ options }) => options.format === format && JSON.stringify(options.namespaces) === alike,
    )?.answer
  }

  #forgetIdle(nowMs: number): void {
    for (const [id, { options, takenAtMs }] of this.#entries) {
      if (nowMs - takenAtMs < IDLE_MS) continue
      this.#entries.delete(id)
      const isInUse = [...this.#entries.values()].some(
        (entry) => entry.options.format === options.format,
      )
      if (!isInUse) forgetRendered(this.#view, options.format)
    }
  }
}

/** What is kept with the blocks of a view in a format that nobody asks for any more. */
function forgetRendered(view: TenantView, format: FormatName): void {
  for (const { groups, families } of view.namespaces) {
    forgetIn(groups.blocks, format)
    for (const { members } of families.values()) forgetIn(members.blocks, format)
  }
}

function forgetIn(blocks: readonly Pick<Block<unknown>, 'rendered'>[], format: FormatName): void {
  for (const { rendered } of blocks) {
    for (const id of rendered.keys()) if (id.startsWith(`${format} `)) rendered.delete(id)
  }
}
