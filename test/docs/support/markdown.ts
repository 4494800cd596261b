/** As much of Markdown as the tests of the documents need: fences, headings with their anchors, links. */

/** A fenced block of code. Its first line says the language, then in words what the tests do with it. */
export interface Fence {
  readonly language: string
  /** `run`: the tests run it. `out`: what the block before it prints. Others are a test's own. */
  readonly words: ReadonlySet<string>
  readonly text: string
  /** Of its first line, counted from 1. */
  readonly line: number
}

export interface Heading {
  readonly level: number
  readonly text: string
  readonly anchor: string
}

export interface Link {
  readonly target: string
  readonly line: number
}

const FENCE = /^( *)(```+)(.*)$/

/** Every fence, and the lines outside of them: a line within a fence is empty there, so that numbers stay. */
export function splitFences(text: string): { fences: Fence[]; prose: string[] } {
  const fences: Fence[] = []
  const prose: string[] = []
  let open: { indent: string; mark: string; info: string; line: number; body: string[] } | undefined
  for (const [index, line] of text.split('\n').entries()) {
    const [, indent = '', mark = '', info = ''] = FENCE.exec(line) ?? []
    if (open === undefined && mark === '') {
      prose.push(line)
      continue
    }
    prose.push('')
    if (open === undefined) open = { indent, mark, info: info.trim(), line: index + 2, body: [] }
    else if (mark === open.mark && info === '') {
      fences.push(toFence(open))
      open = undefined
    } else open.body.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line)
  }
  if (open) throw new Error(`the fence of line ${open.line - 1} is not closed`)
  return { fences, prose }
}

function toFence({ info, line, body }: { info: string; line: number; body: string[] }): Fence {
  const [language = '', ...words] = info.split(/ +/)
  return { language, words: new Set(words), text: body.map((each) => `${each}\n`).join(''), line }
}

const HEADING = /^(#{1,6}) +(.+?) *$/

export function headingsOf(prose: readonly string[]): Heading[] {
  const taken = new Map<string, number>()
  return prose.flatMap((line) => {
    const [, marks = '', text = ''] = HEADING.exec(line) ?? []
    if (marks === '') return []
    const name = anchorOf(text)
    const times = taken.get(name) ?? 0
    taken.set(name, times + 1)
    return [{ level: marks.length, text, anchor: times === 0 ? name : `${name}-${times}` }]
  })
}

/** As GitHub makes it: small letters, spaces to hyphens, all but letters, digits, hyphens and underscores dropped. */
function anchorOf(text: string): string {
  const shown = text.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
  return shown
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .replaceAll(' ', '-')
}

const LINK = /\[(?:[^\][]|\[[^\]]*\])*\]\(([^()\s]+)\)/g

export function linksOf(prose: readonly string[]): Link[] {
  return prose.flatMap((line, index) =>
    [...withoutCode(line).matchAll(LINK)].map(([, target = '']) => ({ target, line: index + 1 })),
  )
}

const CODE = /(`+)(.+?)\1/g

/** What stands in `backticks`. */
export function codeOf(prose: readonly string[]): Link[] {
  return prose.flatMap((line, index) =>
    [...line.matchAll(CODE)].map(([, , target = '']) => ({
      target: target.trim(),
      line: index + 1,
    })),
  )
}

/** Code within the text of a link stays a link. */
function withoutCode(line: string): string {
  return line.replaceAll(CODE, (code) => code.replaceAll(/[()[\]]/g, ' '))
}

/** The rows of the tables, cell by cell, without their heads and rules. */
export function tableRows(prose: readonly string[]): string[][] {
  const isRule = (line: string | undefined) => /^\|(?: *:?-+:? *\|)+$/.test(line ?? '')
  return prose
    .filter((line, index) => {
      return line.startsWith('|') && !isRule(line) && !isRule(prose[index + 1])
    })
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim().replaceAll('\\|', '|')),
    )
}
