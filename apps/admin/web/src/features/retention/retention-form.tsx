import { Button, Select, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Confirm } from '../../components/confirm.tsx'
import { Failure } from '../../components/failure.tsx'
import { sayDone, sayFailed } from '../../components/form.ts'
import { Panel } from '../../components/page.tsx'
import { formatOf } from '../../lib/format.ts'
import { useMay } from '../session/session.ts'
import { JobRules } from './job-rules.tsx'
import {
  type ReadRetention,
  type RetentionSettings,
  retentionQuery,
  setRetention,
} from './queries.ts'
import { Effect } from './retention-effect.tsx'
import { isRetention, type RetentionValues, toSettings, valuesOf } from './retention-values.ts'

interface RetentionFormProps {
  readonly slug: string
  readonly namespace: string | undefined
  readonly read: ReadRetention
}

/** What is to hold, with what that would do shown before it is saved. */
export function RetentionForm({ slug, namespace, read }: RetentionFormProps) {
  const client = useQueryClient()
  // What is typed is a change of what was read when the typing began.
  const [from, setFrom] = useState(read)
  const [values, setValues] = useState(() => valuesIn(read))
  const [isSaving, setSaving] = useState(false)
  const begin = (now: ReadRetention) => {
    setFrom(now)
    setValues(valuesIn(now))
  }
  const wanted = toSettings(values)
  const isChanged = JSON.stringify(wanted) !== JSON.stringify(toSettings(valuesIn(from)))
  if (!isChanged && read.etag !== from.etag) begin(read)
  const beginAgain = async () => {
    await client.invalidateQueries({ queryKey: ['tenant', slug] })
    begin(client.getQueryData(retentionQuery(slug, namespace).queryKey) ?? read)
  }
  const preview = usePreview(slug, namespace, isChanged ? wanted : undefined)
  const set = (part: Partial<RetentionValues>) => setValues({ ...values, ...part })
  return (
    <Panel title={namespace === undefined ? 'Of the tenant' : `Of the namespace ${namespace}`}>
      <form
        className="panel-body stack loose"
        onSubmit={(event) => {
          event.preventDefault()
          setSaving(true)
        }}
      >
        <Fields isTenant={namespace === undefined} values={values} onChange={set} />
        {namespace !== undefined && (
          <JobRules rows={values.jobs} onChange={(jobs) => set({ jobs })} />
        )}
        {isChanged && preview.error && <Failure error={preview.error} />}
        {isChanged && preview.data && <Effect effect={preview.data.effect} />}
        <div className="row">
          <Button type="submit" disabled={!isChanged || !preview.data || preview.isPlaceholderData}>
            Save
          </Button>
          {isChanged && (
            <Button variant="default" onClick={() => begin(read)}>
              As it was
            </Button>
          )}
        </div>
      </form>
      {isSaving && wanted && preview.data && (
        <Save
          slug={slug}
          namespace={namespace}
          settings={wanted}
          ifMatch={from.etag}
          gone={preview.data.effect.groupsThatExpire}
          onBeginAgain={beginAgain}
          onClose={() => setSaving(false)}
        />
      )}
    </Panel>
  )
}

function valuesIn({ content }: ReadRetention): RetentionValues {
  return valuesOf(content.retention.settings)
}

const TYPING_MS = 300

/** What the settings would do, asked for when typing rests. */
function usePreview(
  slug: string,
  namespace: string | undefined,
  settings: RetentionSettings | undefined,
) {
  const text = JSON.stringify(settings)
  const [rested] = useDebouncedValue(text, TYPING_MS)
  const preview = useQuery({
    queryKey: ['tenant', slug, 'retention', namespace ?? '', 'preview', rested],
    queryFn: ({ signal }) =>
      // Written three lines above.
      setRetention(slug, namespace, JSON.parse(rested ?? '{}'), { dryRun: true }, { signal }),
    enabled: rested !== undefined,
    placeholderData: keepPreviousData,
    gcTime: 0,
  })
  return { ...preview, isPlaceholderData: preview.isPlaceholderData || rested !== text }
}

interface FieldsProps {
  readonly isTenant: boolean
  readonly values: RetentionValues
  readonly onChange: (part: Partial<RetentionValues>) => void
}

function Fields({ isTenant, values, onChange }: FieldsProps) {
  const maySetMaximum = useMay()('system-admin')
  const inherited = isTenant ? 'the system' : 'the tenant'
  const wrong = (text: string) => !isRetention(text) && 'Such as 12h or 35d, or never'
  return (
    <div className="form-columns">
      <TextInput
        label="A group stays"
        description={`Such as 12h or 35d, or never; empty: as ${inherited} says`}
        classNames={{ input: 'mono' }}
        value={values.default}
        onChange={(event) => onChange({ default: event.currentTarget.value.trim() })}
        error={wrong(values.default)}
      />
      {isTenant && (
        <TextInput
          label="At most"
          description={
            maySetMaximum ? 'Whatever anybody asks for is cut to this' : 'A system admin sets it'
          }
          disabled={!maySetMaximum}
          classNames={{ input: 'mono' }}
          value={values.maximum}
          onChange={(event) => onChange({ maximum: event.currentTarget.value.trim() })}
          error={wrong(values.maximum)}
        />
      )}
      <Select
        label="Show in scrapes when groups end"
        description="A series for each group that ends"
        data={[
          { value: 'inherited', label: `As ${inherited} says` },
          { value: 'yes', label: 'Yes' },
          { value: 'no', label: 'No' },
        ]}
        value={values.showsExpiry}
        onChange={(showsExpiry) => onChange({ showsExpiry: showsExpiry ?? 'inherited' })}
        allowDeselect={false}
      />
    </div>
  )
}

interface SaveProps {
  readonly slug: string
  readonly namespace: string | undefined
  readonly settings: RetentionSettings
  readonly ifMatch: string | undefined
  /** How many groups end at once. */
  readonly gone: number
  readonly onBeginAgain: () => Promise<void>
  readonly onClose: () => void
}

/** Asks once more when something is lost by it. */
function Save(props: SaveProps) {
  const { slug, namespace, settings, ifMatch, gone, onBeginAgain, onClose } = props
  const save = async () => {
    const change = { confirm: gone > 0 }
    const { isComplete } = await setRetention(slug, namespace, settings, change, { ifMatch })
    await onBeginAgain()
    sayDone(
      isComplete ? 'It holds now.' : 'It holds now; the ends of some groups follow in minutes.',
    )
  }
  return (
    <Confirm
      title={gone > 0 ? `Let ${formatOf(gone, 'group')} go?` : 'Save the retention?'}
      action={gone > 0 ? `Save, and let ${formatOf(gone, 'group')} go` : 'Save'}
      isHarmful={gone > 0}
      onConfirm={save}
      onReload={() => void onBeginAgain().then(onClose).catch(sayFailed)}
      onClose={onClose}
    >
      <p>
        {gone > 0
          ? 'They are older than what you ask for: they vanish from every scrape at once, and cannot be brought back but by their next push.'
          : 'No group goes by it now.'}
      </p>
    </Confirm>
  )
}
