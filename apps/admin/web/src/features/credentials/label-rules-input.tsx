import { Button, CloseButton, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'

export interface LabelRule {
  readonly label: string
  /** With commas between. */
  readonly patterns: string
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
  const change = (at: number, rule: Partial<LabelRule>) =>
    onChange?.(value.map((one, index) => (index === at ? { ...one, ...rule } : one)))
  return (
    <fieldset className="plain-fieldset stack close">
      <legend>{legend}</legend>
      <p className="dim small">
        A value, or the beginning of one with * behind it; several with commas between
      </p>
      {value.map((rule, index) => (
        // Rows have no name of their own, and are only added at the end.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index} className="row">
          <TextInput
            aria-label={names}
            placeholder={suggestion}
            classNames={{ input: 'mono' }}
            w={130}
            value={rule.label}
            onChange={(event) => change(index, { label: event.currentTarget.value })}
          />
          <TextInput
            aria-label="Patterns"
            placeholder="a-value, beginning-*"
            classNames={{ input: 'mono' }}
            className="grow"
            value={rule.patterns}
            onChange={(event) => change(index, { patterns: event.currentTarget.value })}
          />
          <CloseButton
            aria-label="Remove this rule"
            onClick={() => onChange?.(value.filter((_, other) => other !== index))}
          />
        </div>
      ))}
      {error !== undefined && error !== null && <p className="small error">{error}</p>}
      <div>
        <Button
          variant="default"
          size="compact-sm"
          onClick={() =>
            onChange?.([...value, { label: value.length === 0 ? suggestion : '', patterns: '' }])
          }
        >
          Add a rule
        </Button>
      </div>
    </fieldset>
  )
}

export function toLabelRules(rules: readonly LabelRule[]): Record<string, string[]> {
  const entries = rules.flatMap(({ label, patterns }): [string, string[]][] => {
    const list = patterns
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '')
    return label.trim() === '' || list.length === 0 ? [] : [[label.trim(), list]]
  })
  return Object.fromEntries(entries)
}
