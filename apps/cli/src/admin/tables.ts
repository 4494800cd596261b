/** What a person sees of an answer: tables and lines, whatever the call. Numbers to the right, nothing cut off. */

type Row = Readonly<Record<string, unknown>>

/** Which members stand in the table of a list, most telling first. Lists without an entry show what is short. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  credentials: [
    'id',
    'name',
    'scopes',
    'namespaces',
    'expiresAt',
    'revokedAt',
    'retiresAt',
    'lastUsedAt',
  ],
  events: ['sequence', 'at', 'actor', 'action', 'target', 'outcome', 'reason'],
  groups: ['namespace', 'labels', 'pushedAt', 'failedAt', 'expiresAt', 'series', 'id'],
  tenants: [
    'slug',
    'name',
    'state',
    'namespaceLabel',
    'maxKeyLife',
    'purgeAt',
    'createdAt',
    'groups',
    'series',
    'pushesPerSecond',
    'refusalsPerSecond',
    'checksDown',
  ],
  trustRules: ['id', 'name', 'issuer', 'conditions', 'scopes', 'namespaces', 'lastUsedAt'],
  snippets: ['id', 'group', 'title', 'fileName'],
}

const MAX_COLUMNS = 8

/** The lines of an answer; none for one that is empty. */
export function linesOf(answer: unknown): string[] {
  if (!isRow(answer)) return answer === undefined ? [] : [cell(answer)]
  const members = Object.entries(answer).filter(([name]) => name !== 'nextCursor')
  const [only] = members
  if (members.length === 1 && only && isRow(only[1]) && !rowsOf(only[1])) return details(only[1])
  const isAlone = members.filter(([, value]) => rowsOf(value)).length === 1
  const scalars = Object.fromEntries(
    members.filter(([, value]) => !rowsOf(value) && cell(value) !== NOTHING),
  )
  const lists = members.flatMap(([name, value]) => {
    const rows = rowsOf(value)
    if (!rows) return []
    const lines = rows.length > 0 ? table(rows, COLUMNS[name]) : ['none']
    return isAlone ? lines : ['', `${words(name)}:`, ...lines.map((line) => `  ${line}`)]
  })
  const about = details(scalars)
  return [...lists, ...(lists.length > 0 && about.length > 0 ? [''] : []), ...about]
}

/** The rows of a list, or of a record of things by name. */
function rowsOf(value: unknown): Row[] | undefined {
  if (Array.isArray(value)) return value.every(isRow) ? value : undefined
  if (!isRow(value)) return undefined
  const entries = Object.entries(value)
  if (entries.length === 0 || !entries.every(([, each]) => isRow(each))) return undefined
  return entries.map(([name, each]) => ({ name, ...(isRow(each) && each) }))
}

/** A line for each member. */
export function details(row: Row): string[] {
  const entries = Object.entries(row)
  const width = Math.max(0, ...entries.map(([name]) => words(name).length))
  return entries.map(([name, value]) => `${words(name).padEnd(width)}  ${cell(value)}`.trimEnd())
}

/** The same without what is not there. */
export function tellingDetails(row: Row): string[] {
  return details(
    Object.fromEntries(Object.entries(row).filter(([, value]) => cell(value) !== NOTHING)),
  )
}

function table(rows: readonly Row[], wanted?: readonly string[]): string[] {
  const names = columnsOf(rows, wanted)
  const cells = rows.map((row) => names.map((name) => cell(row[name])))
  const heads = names.map((name) => words(name).toUpperCase())
  const isNumeric = names.map((name) =>
    rows.every((row) => (row[name] ?? undefined) === undefined || typeof row[name] === 'number'),
  )
  const widths = heads.map((head, at) =>
    Math.max(head.length, ...cells.map((line) => line[at]?.length ?? 0)),
  )
  return [heads, ...cells].map((line) =>
    line
      .map((text, at) =>
        isNumeric[at] ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  )
}

/** What no row has says nothing. */
function columnsOf(rows: readonly Row[], wanted: readonly string[] | undefined): string[] {
  const present = (name: string) =>
    rows.some((row) => row[name] !== null && row[name] !== undefined)
  if (wanted) {
    const found = wanted.filter(present)
    if (found.length > 0) return found
  }
  const names = new Set(rows.flatMap((row) => Object.keys(row)))
  return [...names].filter(present).slice(0, MAX_COLUMNS)
}

const NOTHING = '-'

function cell(value: unknown): string {
  if (value === null || value === undefined || value === '') return NOTHING
  if (Array.isArray(value)) return value.map(cell).join(',') || NOTHING
  if (isRow(value)) return pairs(value) || NOTHING
  if (typeof value === 'string') return oneLine(value)
  return JSON.stringify(value)
}

function pairs(value: Row): string {
  // Whoever acts, and what is acted upon.
  if (/^kind,id(?:,name)?$/.test(Object.keys(value).join())) {
    return [value['kind'], value['name'] ?? value['id']].map(cell).join(' ')
  }
  const each = Object.entries(value).map(([name, inner]) => `${oneLine(name)}=${cell(inner)}`)
  return each.join(' ')
}

/** What was pushed or typed by others must not move the cursor of who reads it. */
function oneLine(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** `lastUsedAt` as people write it. */
function words(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
