import { Button, Checkbox, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { Dialog } from '../../components/dialog.tsx'
import { endpoints } from '../../lib/endpoints.ts'
import { usePerson } from '../session/session.ts'

interface ExportTenantProps {
  readonly slug: string
  readonly onClose: () => void
}

/** The browser saves the answer: it may be large, and is none of this page's memory. */
export function ExportTenant({ slug, onClose }: ExportTenantProps) {
  const isOutsider = usePerson().tenant === null
  const form = useForm({ initialValues: { metrics: true, audit: true, reason: '' } })
  const { metrics, audit, reason } = form.values
  const query = new URLSearchParams({ metrics: String(metrics), audit: String(audit) })
  if (reason.trim() !== '') query.set('reason', reason.trim())
  const address = endpoints.exportTenant.url.replace(':slug', encodeURIComponent(slug))
  return (
    <Dialog onClose={onClose} title="Export">
      <div className="stack">
        <p>All that is held of the tenant, as lines of JSON. No secret is in it.</p>
        <Checkbox
          label="With the metrics of the groups"
          {...form.getInputProps('metrics', { type: 'checkbox' })}
        />
        <Checkbox label="With the audit" {...form.getInputProps('audit', { type: 'checkbox' })} />
        {isOutsider && (
          <TextInput
            label="Why you look into this tenant"
            description="Goes into its audit"
            maxLength={200}
            {...form.getInputProps('reason')}
          />
        )}
        <div className="row end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            component="a"
            href={`${address}?${query}`}
            download={`${slug}.ndjson`}
            onClick={onClose}
          >
            Save the file
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
