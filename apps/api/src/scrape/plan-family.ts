import type { EscapingScheme } from '@postern/exposition'
import type { ExpositionFormat } from './exposition-format.ts'
import {
  type PlannedBytes,
  planOwnBlock,
  planPushedBlock,
  planTenantFamily,
  type Showing,
} from './plan-block.ts'
import type { FamilyPart, ShownFamily } from './shown-families.ts'

/** A family of a scrape: its samples as far as they are there already, and how to make the others. */
export interface PlannedFamily {
  readonly head: ShownFamily
  readonly samples: readonly PlannedBytes[]
}

export interface PlanOptions {
  readonly format: ExpositionFormat
  readonly scheme: EscapingScheme
}

export function planFamily(head: ShownFamily, options: PlanOptions): PlannedFamily {
  const showing = { ...options, head }
  return { head, samples: head.parts.flatMap((part) => planPart(part, showing)) }
}

function planPart(part: FamilyPart, showing: Showing): PlannedBytes[] {
  if (part.kind === 'pushed') {
    const { blocks } = part.family.members
    return blocks.map((block) => planPushedBlock(block, part, showing))
  }
  if (part.kind === 'tenant') return [planTenantFamily(part, showing)]
  const { family, namespace } = part
  return namespace.groups.blocks.map((block) => planOwnBlock(block, family, namespace, showing))
}
