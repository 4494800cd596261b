import { NumberInput, SegmentedControl, TextInput } from '@mantine/core'
import { type UseFormReturnType, useForm } from '@mantine/form'
import type { Check } from '@postern/contract'
import {
  checkNamePattern,
  MAX_FAILURES_BEFORE_DOWN,
  MAX_MINIMUM_RUNS,
  parseDuration,
} from '@postern/domain'
import { useQueryClient } from '@tanstack/react-query'
import { Edited, type Version } from '../../components/edited.tsx'
import { FormDialog } from '../../components/form-dialog.tsx'
import { FormRows } from '../../components/form-rows.tsx'
import { call, callTagged } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import {
  type CheckValues,
  needsTimeZone,
  type ScheduleKind,
  toDraft,
  valuesOf,
} from './check-values.ts'
import { CronWords } from './cron-words.tsx'
import { SkipWindowsInput, wrongWindows } from './skip-windows-input.tsx'
import { TimeZoneInput } from './time-zone-input.tsx'

interface CheckFormProps {
  readonly slug: string
  /** Undefined for a new one. */
  readonly check: Check | undefined
  readonly onClose: () => void
}

export function CheckForm({ slug, check, onClose }: CheckFormProps) {
  if (!check) return <Form slug={slug} check={undefined} onClose={onClose} />
  const params = { slug, id: check.id }
  return (
    <Edited
      title={`Edit ${check.name}`}
      of={['checks', slug, check.id]}
      read={(signal) => callTagged(endpoints.getCheck, { params }, { signal })}
      onClose={onClose}
    >
      {(read, version) => <Form slug={slug} check={read.check} onClose={onClose} {...version} />}
    </Edited>
  )
}

const NAME = new RegExp(checkNamePattern)

function Form({ slug, check, ifMatch, onReload, onClose }: CheckFormProps & Partial<Version>) {
  const client = useQueryClient()
  const form = useForm<CheckValues>({
    initialValues: valuesOf(check),
    validate: {
      name: (text) => (NAME.test(text) ? null : 'Letters, digits, dots, dashes and underscores'),
      grace: wrongDuration,
      schedule: (text, { kind }) =>
        kind === 'period' ? wrongDuration(text) : text.trim() === '' ? 'Say when' : null,
      // An emptied field holds a text.
      failuresBeforeDown: wrongNumber,
      minimumRuns: wrongNumber,
      skipWindows: wrongWindows,
    },
  })
  const save = async (values: CheckValues) => {
    const { name, ...body } = toDraft(values)
    await (check
      ? call(endpoints.updateCheck, { params: { slug, id: check.id }, body }, { ifMatch })
      : call(endpoints.createCheck, { params: { slug }, body: { name, ...body } }))
    await client.invalidateQueries({ queryKey: ['tenant', slug, 'checks'] })
  }
  return (
    <FormDialog
      title={check ? `Edit ${check.name}` : 'New check'}
      isWide
      form={form}
      action={check ? 'Save' : 'Watch the job'}
      onSave={save}
      onReload={onReload}
      onClose={onClose}
    >
      {!check && (
        <TextInput
          label="Name"
          description="Mostly that of the job"
          required
          classNames={{ input: 'mono' }}
          data-autofocus
          {...form.getInputProps('name')}
        />
      )}
      <TextInput
        label="Job"
        description="A push to a group of this job is a run; the name when empty"
        classNames={{ input: 'mono' }}
        {...form.getInputProps('job')}
      />
      <LabelInputs form={form} />
      <ScheduleInputs form={form} />
      <Patience form={form} />
      <SkipWindowsInput {...form.getInputProps('skipWindows')} />
    </FormDialog>
  )
}

interface FormProps {
  readonly form: UseFormReturnType<CheckValues>
}

function LabelInputs({ form }: FormProps) {
  return (
    <FormRows
      legend="Further labels"
      hint="Which groups of the job count, where it pushes several; all of them when there is none"
      rows={form.values.labels}
      onChange={(labels) => form.setFieldValue('labels', labels)}
      fresh={() => ({ label: '', value: '' })}
      what="label"
      error={form.errors['labels']}
    >
      {({ label, value }, change) => (
        <>
          <TextInput
            aria-label="Label"
            placeholder="zone"
            classNames={{ input: 'mono', root: 'form-row-name' }}
            value={label}
            onChange={(event) => change({ label: event.currentTarget.value })}
          />
          <TextInput
            aria-label="Value"
            placeholder="eu-west-1"
            classNames={{ input: 'mono', root: 'grow' }}
            value={value}
            onChange={(event) => change({ value: event.currentTarget.value })}
          />
        </>
      )}
    </FormRows>
  )
}

const kinds: readonly { value: ScheduleKind; label: string }[] = [
  { value: 'period', label: 'Every so often' },
  { value: 'cron', label: 'cron' },
  { value: 'onCalendar', label: 'OnCalendar' },
]

const hints: Readonly<Record<ScheduleKind, { label: string; description: string }>> = {
  period: { label: 'Every', description: 'A duration such as 15m, 24h or 7d' },
  cron: { label: 'cron', description: 'Five fields: minute, hour, day, month, weekday' },
  onCalendar: { label: 'OnCalendar', description: 'As systemd writes it: Mon..Fri 02:30' },
}

// What each kind looks like, so that changing the kind leaves something sound.
const examples: Readonly<Record<ScheduleKind, string>> = {
  period: '1d',
  cron: '30 2 * * *',
  onCalendar: '*-*-* 02:30',
}

function ScheduleInputs({ form }: FormProps) {
  const { kind } = form.values
  return (
    <fieldset className="plain-fieldset stack close">
      <legend>When the job runs</legend>
      <SegmentedControl
        aria-label="How it is said"
        data={[...kinds]}
        value={kind}
        onChange={(chosen) => form.setValues({ kind: chosen, schedule: examples[chosen] })}
      />
      <div className="form-columns">
        <TextInput
          {...hints[kind]}
          required
          classNames={{ input: 'mono' }}
          {...form.getInputProps('schedule')}
        />
        {needsTimeZone(form.values) && <TimeZoneInput {...form.getInputProps('timeZone')} />}
      </div>
      {kind === 'cron' && <CronWords expression={form.values.schedule} />}
    </fieldset>
  )
}

function Patience({ form }: FormProps) {
  return (
    <div className="form-columns">
      <TextInput
        label="Grace"
        description="How late it may be, and how long it may run"
        required
        classNames={{ input: 'mono' }}
        {...form.getInputProps('grace')}
      />
      <NumberInput
        label="Failures before it is down"
        description="In a row: 2 forgives one bad run"
        min={1}
        max={MAX_FAILURES_BEFORE_DOWN}
        {...form.getInputProps('failuresBeforeDown')}
      />
      {form.values.kind === 'period' && (
        <NumberInput
          label="Runs in each period"
          description="Fewer than that is missing a run"
          min={1}
          max={MAX_MINIMUM_RUNS}
          {...form.getInputProps('minimumRuns')}
        />
      )}
    </div>
  )
}

function wrongNumber(value: unknown): string | null {
  return typeof value === 'number' && value >= 1 ? null : 'A number, 1 at least'
}

function wrongDuration(text: string): string | null {
  return parseDuration(text) === undefined ? 'A duration such as 15m, 24h or 7d' : null
}
