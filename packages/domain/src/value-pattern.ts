import { RE2JS } from 're2js'

/** Whether a whole label value is what a regular expression says. */
export type ValuePattern = (value: string) => boolean

/**
 * RE2 and not JavaScript's own expressions: its time is linear in the value, whatever the pattern. What people mostly
 * write, a text with something before or behind it or a choice of texts, is compared without any: 100,000 groups are
 * asked one after the other. Throws on what RE2 does not take.
 */
export function compileValuePattern(pattern: string): ValuePattern {
  return (
    choiceOfTexts(pattern) ??
    textWithin(pattern) ??
    remembering(RE2JS.compile(pattern, RE2JS.DOTALL))
  )
}

const TEXT = '[^\\\\.+*?()|[\\]{}^$]'
const CHOICE = new RegExp(`^${TEXT}+(?:\\|${TEXT}+)*$`, 'u')
const WITHIN = new RegExp(`^(\\.[*+])?(${TEXT}*)(\\.[*+])?$`, 'u')

/** `a|b|c` */
function choiceOfTexts(pattern: string): ValuePattern | undefined {
  if (!CHOICE.test(pattern)) return undefined
  const texts = new Set(pattern.split('|'))
  return (value) => texts.has(value)
}

/** `.*text.+`, with either end or none. */
function textWithin(pattern: string): ValuePattern | undefined {
  const [whole, before, text = '', behind] = WITHIN.exec(pattern) ?? []
  if (whole === undefined) return undefined
  const leastBefore = before === '.+' ? 1 : 0
  const leastBehind = behind === '.+' ? 1 : 0
  return (value) => {
    const room = value.length - text.length
    // Where the text may stand: what is not open is closed.
    const first = before === undefined ? 0 : leastBefore
    const last = behind === undefined ? room : room - leastBehind
    if (last < first) return false
    if (before === undefined) return behind === undefined ? value === text : value.startsWith(text)
    if (behind === undefined) return value.endsWith(text)
    const at = value.indexOf(text, first)
    return at >= 0 && at <= last
  }
}

// A label that has another value in every group is not worth remembering.
const MAX_REMEMBERED = 1_000

/** Many groups share a value, and to look an answer up is quicker than to find it. */
function remembering(compiled: RE2JS): ValuePattern {
  const answers = new Map<string, boolean>()
  return (value) => {
    const known = answers.get(value)
    if (known !== undefined) return known
    const answer = compiled.matches(value)
    if (answers.size < MAX_REMEMBERED) answers.set(value, answer)
    return answer
  }
}
