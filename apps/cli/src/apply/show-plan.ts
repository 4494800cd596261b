import type { Output } from '../output.ts'
import type { Difference } from './differences.ts'
import type { Plan, Step } from './plan.ts'

const LOOKS = {
  create: ['+', 'green'],
  change: ['~', 'cyan'],
  remove: ['-', 'red'],
} as const

/** The lines of a plan, one for each step with its differences under it. */
export function planLines({ steps }: Plan, out: Pick<Output, 'paint'>): string[] {
  return steps.flatMap(({ kind, what, differences, note }) => {
    const [sign, look] = LOOKS[kind]
    return [
      out.paint(look, `${sign} ${what}`),
      ...differences.map((difference) => `    ${describe(kind, difference)}`),
      ...(note === undefined ? [] : [`    ! ${note}`]),
    ]
  })
}

function describe(kind: Step['kind'], { member, before, after }: Difference): string {
  if (kind === 'create') return `${member}: ${shown(after)}`
  return `${member}: ${shown(before)} → ${shown(after)}`
}

function shown(value: unknown): string {
  if (value === undefined) return '(not set)'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
