import './job-rules.css'
import { TextInput } from '@mantine/core'
import { FormRows } from '../../components/form-rows.tsx'
import { isCount, isRetention, type JobRow } from './retention-values.ts'

interface JobRulesProps {
  readonly rows: readonly JobRow[]
  readonly onChange: (rows: readonly JobRow[]) => void
}

/** For jobs by their names: how long their groups stay, and how many of them. */
export function JobRules({ rows, onChange }: JobRulesProps) {
  return (
    <FormRows
      legend="Rules for jobs"
      hint="A job, or the beginning of jobs with * behind it. Of several the most specific decides."
      rows={rows}
      onChange={onChange}
      fresh={() => ({ job: '', retention: '', keepLast: '' })}
      what="rule"
      rowClass="job-rule"
    >
      {({ job, retention, keepLast }, change) => (
        <>
          <TextInput
            aria-label="Job"
            placeholder="ci-*"
            classNames={{ input: 'mono' }}
            value={job}
            onChange={(event) => change({ job: event.currentTarget.value })}
          />
          <TextInput
            aria-label="A group stays"
            placeholder="7d"
            leftSection="stays"
            leftSectionWidth={50}
            classNames={{ input: 'mono' }}
            value={retention}
            onChange={(event) => change({ retention: event.currentTarget.value.trim() })}
            error={!isRetention(retention) && '12h, 35d, never'}
          />
          <TextInput
            aria-label="How many groups stay"
            placeholder="10"
            inputMode="numeric"
            leftSection="last"
            leftSectionWidth={42}
            classNames={{ input: 'mono' }}
            value={keepLast}
            onChange={(event) => change({ keepLast: event.currentTarget.value.trim() })}
            error={!isCount(keepLast) && 'A number'}
          />
        </>
      )}
    </FormRows>
  )
}
