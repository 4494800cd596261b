/** The migrations as text, taken apart just enough to be held to rules. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { migrationsFolder } from '@postern/store'

export interface Migration {
  /** Of the file. */
  readonly name: string
  /** Without comments, in small letters, each on one line. */
  readonly statements: readonly string[]
}

export interface Table {
  readonly name: string
  readonly columns: readonly Column[]
  /** `constraint groups__id primary key (tenant_id, id)`, and so on. */
  readonly constraints: readonly string[]
}

export interface Column {
  readonly name: string
  /** All after the name: `uuid not null`. */
  readonly definition: string
}

export async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(migrationsFolder)).sort()
  return Promise.all(
    names.map(async (name) =>
      parseMigration(name, await readFile(join(migrationsFolder, name), 'utf8')),
    ),
  )
}

export function parseMigration(name: string, text: string): Migration {
  const statements = text
    .replaceAll(/--.*$/gm, '')
    .split(';')
    .map((statement) => statement.replaceAll(/\s+/g, ' ').trim().toLowerCase())
    .filter((statement) => statement !== '')
  return { name, statements }
}

/** The tables that a statement makes: one or none. */
export function tablesOf(statement: string): Table[] {
  const [, name, body] = /^create table (\w+) \((.*)\)(?: with \([^)]*\))?$/.exec(statement) ?? []
  if (name === undefined || body === undefined) return []
  const parts = splitAtCommas(body)
  return [
    {
      name,
      columns: parts.filter((part) => !isConstraint(part)).map(parseColumn),
      constraints: parts.filter(isConstraint),
    },
  ]
}

/** The columns that a statement adds to a table that is there. */
export function addedColumns(statement: string): { table: string; columns: Column[] } | undefined {
  const [, table, actions] = /^alter table (\w+) (.*)$/.exec(statement) ?? []
  if (table === undefined || actions === undefined) return undefined
  const columns = splitAtCommas(actions).flatMap((action) => {
    const [, column] = /^add column (.*)$/.exec(action) ?? []
    return column === undefined ? [] : [parseColumn(column)]
  })
  return { table, columns }
}

/** What stands in the parentheses after those words: the columns of a key. */
export function columnsAfter(words: RegExp, text: string): string[] {
  const [, list = ''] = new RegExp(`${words.source} \\(([^)]*)\\)`).exec(text) ?? []
  return splitAtCommas(list)
}

function isConstraint(part: string): boolean {
  return /^(?:constraint|primary key|unique|check|foreign key|exclude)\b/.test(part)
}

function parseColumn(part: string): Column {
  const [name = '', ...rest] = part.split(' ')
  return { name, definition: rest.join(' ') }
}

/** At those that are in no parentheses. */
function splitAtCommas(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let part = ''
  for (const char of text) {
    if (char === '(') depth++
    if (char === ')') depth--
    if (char === ',' && depth === 0) {
      parts.push(part.trim())
      part = ''
    } else part += char
  }
  return [...parts, part.trim()].filter((each) => each !== '')
}
