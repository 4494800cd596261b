/** Reads the headers that list values with parameters: Content-Type, Accept, Accept-Encoding (RFC 9110 section 5.6). */

/** `value; name=parameter`: value and names in small letters, parameters as they were written. */
export interface HeaderItem {
  readonly value: string
  readonly parameters: ReadonlyMap<string, string>
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
const QUOTED = String.raw`"(?:[^"\\]|\\.)*"`
const VALUE = new RegExp(String.raw`[ \t]*(${TOKEN}(?:/${TOKEN})?)[ \t]*`, 'y')
const PARAMETER = new RegExp(String.raw`;[ \t]*(?:(${TOKEN})=(${TOKEN}|${QUOTED})[ \t]*)?`, 'y')

// Clients name ten or so; who names more has room for the ones that matter.
const MAX_ITEMS = 100

/** `undefined` for what is not written as the standard has it, or says a parameter twice. */
export function parseHeaderItem(text: string): HeaderItem | undefined {
  VALUE.lastIndex = 0
  const value = VALUE.exec(text)?.[1]
  if (value === undefined) return undefined
  const parameters = new Map<string, string>()
  let end = VALUE.lastIndex
  while (end < text.length) {
    PARAMETER.lastIndex = end
    const found = PARAMETER.exec(text)
    if (!found) return undefined
    end = PARAMETER.lastIndex
    const [, name, parameter] = found
    if (name === undefined || parameter === undefined) continue
    if (parameters.has(name.toLowerCase())) return undefined
    parameters.set(name.toLowerCase(), unquote(parameter))
  }
  return { value: value.toLowerCase(), parameters }
}

function unquote(parameter: string): string {
  return parameter.startsWith('"') ? parameter.slice(1, -1).replace(/\\(.)/g, '$1') : parameter
}

export interface WeightedItem extends HeaderItem {
  /** From 0, which means never, to 1. */
  readonly weight: number
}

/** The items of a list, the most wanted first; of equal weight, those that name something before wildcards. */
export function parseWeighted(header: string | undefined): WeightedItem[] {
  const items = listed(header ?? '').flatMap((text) => parseHeaderItem(text) ?? [])
  return items
    .map((item) => ({ ...item, weight: weightOf(item) }))
    .sort((a, b) => b.weight - a.weight || wildcards(a.value) - wildcards(b.value))
}

/** Split at commas, but not at those within quotes. A quote that does not end is a letter as any other. */
function listed(header: string): string[] {
  const items: string[] = []
  const unclosed = unclosedQuote(header)
  let start = 0
  let isQuoted = false
  for (let i = 0; i < header.length && items.length < MAX_ITEMS; i++) {
    const letter = header[i]
    if (isQuoted && letter === '\\') i++
    else if (letter === '"' && i < unclosed) isQuoted = !isQuoted
    else if (letter === ',' && !isQuoted) {
      items.push(header.slice(start, i))
      start = i + 1
    }
  }
  return items.length < MAX_ITEMS ? [...items, header.slice(start)] : items
}

/** Where a quote begins that does not end; at the end when there is none. */
function unclosedQuote(header: string): number {
  let openedAt: number | undefined
  for (let i = 0; i < header.length; i++) {
    const letter = header[i]
    if (openedAt !== undefined && letter === '\\') i++
    else if (letter === '"') openedAt = openedAt === undefined ? i : undefined
  }
  return openedAt ?? header.length
}

/** What is no weight counts as none given. */
function weightOf({ parameters }: HeaderItem): number {
  const q = parameters.get('q')
  const weight = q === undefined ? 1 : Number(q)
  return weight >= 0 && weight <= 1 ? weight : 1
}

function wildcards(value: string): number {
  return value.split('*').length - 1
}
