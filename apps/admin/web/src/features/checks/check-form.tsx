import { Modal, NumberInput, SegmentedControl, TextInput } from '@mantine/core'
import { type UseFormReturnType, useForm } from '@mantine/form'
import type { Check, CheckDraft } from '@postern/contract'
import { checkNamePattern, parseDuration } from '@postern/domain'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Failure } from '../../components/failure.tsx'
import { fieldErrors } from '../../components/form.ts'
import { FormEnd } from '../../components/form-end.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { type CheckValues, type ScheduleKind, toDraft, valuesOf } from './check-values.ts'
import { CronWords } from './cron-words.tsx'
import { TimeZoneInput } from './time-zone-input.tsx'

interface CheckFormProps {
  readonly slug: string
  /** Undefined for a new one. */
  readonly check: Check | undefined
  readonly onClose: () => void
}

const NAME = new RegExp(checkNamePattern)

export function CheckForm({ slug, check, onClose }: CheckFormProps) {
  const form = useForm<CheckValues>({
    initialValues: valuesOf(check),
    validate: {
      name: (text) => (NAME.test(text) ? null : 'Letters, digits, dots, dashes and underscores'),
      grace: wrongDuration,
      schedule: (text, { kind }) =>
        kind === 'period' ? wrongDuration(text) : text.trim() === '' ? 'Say when' : null,
    },
  })
  const save = useSave(slug, check, form, onClose)
  return (
    <Modal opened onClose={onClose} title={check ? `Edit ${check.name}` : 'New check'} size="lg">
      <form className="stack" onSubmit={form.onSubmit((values) => save.mutate(toDraft(values)))}>
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
        <TextInput
          label="Further labels"
          description="Of the groups that count: zone=eu, cluster=a"
          classNames={{ input: 'mono' }}
          {...form.getInputProps('labels')}
        />
        <ScheduleInputs form={form} />
        <Patience form={form} />
        {save.error && <Failure error={save.error} />}
        <FormEnd
          action={check ? 'Save' : 'Watch the job'}
          isBusy={save.isPending}
          onCancel={onClose}
        />
      </form>
    </Modal>
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

interface FormProps {
  readonly form: UseFormReturnType<CheckValues>
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
        {kind !== 'period' && <TimeZoneInput {...form.getInputProps('timeZone')} />}
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
        description="In a row"
        min={1}
        max={10}
        {...form.getInputProps('failuresBeforeDown')}
      />
    </div>
  )
}

function useSave(
  slug: string,
  check: Check | undefined,
  form: UseFormReturnType<CheckValues>,
  onSaved: () => void,
) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async ({ name, ...rest }: CheckDraft) => {
      if (!check) return call(endpoints.createCheck, { params: { slug }, body: { name, ...rest } })
      return call(endpoints.updateCheck, { params: { slug, id: check.id }, body: rest })
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['tenant', slug, 'checks'] })
      onSaved()
    },
    onError: (error) => form.setErrors(fieldErrors(error)),
  })
}

function wrongDuration(text: string): string | null {
  return parseDuration(text) === undefined ? 'A duration such as 15m, 24h or 7d' : null
}
