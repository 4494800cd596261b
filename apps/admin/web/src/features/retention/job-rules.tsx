import './job-rules.css'
import { Button, CloseButton, TextInput } from '@mantine/core'
import { isCount, isRetention, type JobRow } from './retention-values.ts'

interface JobRulesProps {
  readonly rows: readonly JobRow[]
  readonly onChange: (rows: readonly JobRow[]) => void
}

/** For jobs by their names: how long their groups stay, and how many of them. */
export function JobRules({ rows, onChange }: JobRulesProps) {
  const change = (at: number, part: Partial<JobRow>) =>
    onChange(rows.map((row, index) => (index === at ? { ...row, ...part } : row)))
  return (
    <fieldset className="plain-fieldset stack close">
      <legend>Rules for jobs</legend>
      <p className="dim small">
        A job, or the beginning of jobs with * behind it. Of several the most specific decides.
      </p>
      {rows.map((row, index) => (
        // Rows have no name of their own, and are only added at the end.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index} className="job-rule">
          <TextInput
            aria-label="Job"
            placeholder="ci-*"
            classNames={{ input: 'mono' }}
            value={row.job}
            onChange={(event) => change(index, { job: event.currentTarget.value })}
          />
          <TextInput
            aria-label="A group stays"
            placeholder="7d"
            leftSection="stays"
            leftSectionWidth={50}
            classNames={{ input: 'mono' }}
            value={row.retention}
            onChange={(event) => change(index, { retention: event.currentTarget.value.trim() })}
            error={!isRetention(row.retention) && '12h, 35d, never'}
          />
          <TextInput
            aria-label="How many groups stay"
            placeholder="10"
            inputMode="numeric"
            leftSection="last"
            leftSectionWidth={42}
            classNames={{ input: 'mono' }}
            value={row.keepLast}
            onChange={(event) => change(index, { keepLast: event.currentTarget.value.trim() })}
            error={!isCount(row.keepLast) && 'A number'}
          />
          <CloseButton
            aria-label="Remove this rule"
            onClick={() => onChange(rows.filter((_, other) => other !== index))}
          />
        </div>
      ))}
      <div>
        <Button
          variant="default"
          size="compact-sm"
          onClick={() => onChange([...rows, { job: '', retention: '', keepLast: '' }])}
        >
          Add a rule
        </Button>
      </div>
    </fieldset>
  )
}
