import { TagsInput, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { FormRows } from '../../components/form-rows.tsx'

export interface LabelRule {
  readonly label: string
  readonly patterns: readonly string[]
}

interface LabelRulesInputProps {
  readonly value?: readonly LabelRule[]
  readonly onChange?: (rules: readonly LabelRule[]) => void
  readonly error?: ReactNode
  readonly legend?: string
  /** What the left side is the name of. */
  readonly names?: string
  /** For the first row. */
  readonly suggestion?: string
}

/** For each label the patterns of which its value must match one: as for labels, so for claims. */
export function LabelRulesInput(props: LabelRulesInputProps) {
  const { value = [], onChange, error } = props
  const { legend = 'Only groups with these labels', names = 'Label', suggestion = 'job' } = props
  return (
    <FormRows
      legend={legend}
      hint="A value, or the beginning of one with * behind it; Enter or a comma before the next"
      rows={value}
      onChange={(rules) => onChange?.(rules)}
      fresh={() => ({ label: value.length === 0 ? suggestion : '', patterns: [] })}
      what="rule"
      error={error}
    >
      {({ label, patterns }, change) => (
        <>
          <TextInput
            aria-label={names}
            placeholder={suggestion}
            classNames={{ input: 'mono', root: 'form-row-name' }}
            value={label}
            onChange={(event) => change({ label: event.currentTarget.value })}
          />
          <TagsInput
            aria-label="Patterns"
            placeholder={patterns.length === 0 ? 'a-value, beginning-*' : ''}
            classNames={{ input: 'mono', inputField: 'tag-field', pill: 'mono', root: 'grow' }}
            value={[...patterns]}
            onChange={(tags) => change({ patterns: apart(tags, patterns) })}
          />
        </>
      )}
    </FormRows>
  )
}

/** What was typed in one go with commas; a pattern that was there already may have some of its own. */
function apart(tags: readonly string[], known: readonly string[]): string[] {
  const each = tags.flatMap((tag) => (known.includes(tag) ? [tag] : tag.split(',')))
  return [...new Set(each.map((tag) => tag.trim()).filter((tag) => tag !== ''))]
}

export function toLabelRules(rules: readonly LabelRule[]): Record<string, string[]> {
  const entries = rules
    .map(({ label, patterns }): [string, string[]] => [label.trim(), [...patterns]])
    .filter(([label, patterns]) => label !== '' && patterns.length > 0)
  return Object.fromEntries(entries)
}
