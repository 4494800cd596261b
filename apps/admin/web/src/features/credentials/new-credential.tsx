import { Button, Checkbox, Collapse, JsonInput, Textarea, TextInput } from '@mantine/core'
import { type UseFormReturnType, useForm } from '@mantine/form'
import type { CredentialDraft } from '@postern/contract'
import { ALL_NAMESPACES, certificateNamePattern } from '@postern/domain'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Dialog } from '../../components/dialog.tsx'
import { SavingForm } from '../../components/saving-form.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { tenantQuery } from '../tenants/queries.ts'
import { ExpiryInput } from './expiry-input.tsx'
import { type LabelRule, LabelRulesInput, toLabelRules } from './label-rules-input.tsx'
import { NamespacesInput } from './namespaces-input.tsx'
import { ScopesInput } from './scopes-input.tsx'
import { type Issued, SecretShown } from './secret-shown.tsx'

interface NewCredentialProps {
  readonly slug: string
  readonly onClose: () => void
}

/** First what the key may do, then its secret, once. */
export function NewCredential({ slug, onClose }: NewCredentialProps) {
  const [issued, setIssued] = useState<Issued>()
  return (
    <Dialog
      onClose={onClose}
      title={issued ? `The key “${issued.credential.name}”` : 'New key'}
      isWide
      isKept={issued !== undefined}
    >
      {issued ? (
        <SecretShown slug={slug} issued={issued} onKept={onClose} />
      ) : (
        <DraftForm slug={slug} onIssued={setIssued} onClose={onClose} />
      )}
    </Dialog>
  )
}

interface Values {
  readonly name: string
  readonly scopes: CredentialDraft['scopes']
  readonly namespaces: string[]
  readonly expiresIn: string
  readonly note: string
  readonly openMetrics: boolean
  readonly labelRules: readonly LabelRule[]
  /** One on a line, as the next. */
  readonly sourceNetworks: string
  readonly clientCertificates: string
  /** JSON. */
  readonly metadata: string
}

const empty: Values = {
  name: '',
  scopes: ['push', 'delete'],
  namespaces: [ALL_NAMESPACES],
  expiresIn: '',
  note: '',
  openMetrics: false,
  labelRules: [],
  sourceNetworks: '',
  clientCertificates: '',
  metadata: '',
}

const CERTIFICATE = new RegExp(certificateNamePattern)

const validate = {
  scopes: (chosen: readonly string[]) => (chosen.length === 0 ? 'At least one' : null),
  namespaces: (chosen: readonly string[]) => (chosen.length === 0 ? 'At least one, or all' : null),
  clientCertificates: (text: string) => {
    const wrong = linesOf(text).find((name) => !CERTIFICATE.test(name))
    return wrong === undefined ? null : `This is no name of a certificate: ${wrong}`
  },
  metadata: (text: string) => (readObject(text) ? null : 'This is no JSON object'),
}

interface DraftFormProps extends NewCredentialProps {
  readonly onIssued: (issued: Issued) => void
}

function DraftForm({ slug, onIssued, onClose }: DraftFormProps) {
  const client = useQueryClient()
  const { data: tenant } = useQuery(tenantQuery(slug))
  const [isNarrow, setNarrow] = useState(false)
  const form = useForm<Values>({ initialValues: empty, validate })
  const issue = async (values: Values) => {
    const body = toDraft(values)
    onIssued(await call(endpoints.issueCredential, { params: { slug }, body }))
    await client.invalidateQueries({ queryKey: ['tenant', slug, 'credentials'] })
  }
  return (
    <SavingForm form={form} action="Make the key" onSave={issue} onCancel={onClose}>
      <TextInput
        label="Name"
        description="What uses it, such as: nightly backup"
        required
        maxLength={100}
        data-autofocus
        {...form.getInputProps('name')}
      />
      <ScopesInput {...form.getInputProps('scopes')} />
      {form.values.scopes.includes('scrape') && (
        <Checkbox
          label="Answer its scrapes in OpenMetrics, if Prometheus asks for it"
          description="Counters are called …_total then, also those that were pushed without it"
          {...form.getInputProps('openMetrics', { type: 'checkbox' })}
        />
      )}
      <NamespacesInput slug={slug} {...form.getInputProps('namespaces')} />
      <ExpiryInput
        mayNeverExpire={tenant?.keysMayNeverExpire ?? false}
        maxLife={tenant?.maxKeyLife ?? null}
        {...form.getInputProps('expiresIn')}
      />
      <Narrowing form={form} isOpen={isNarrow} onToggle={() => setNarrow(!isNarrow)} />
    </SavingForm>
  )
}

interface NarrowingProps {
  readonly form: UseFormReturnType<Values>
  readonly isOpen: boolean
  readonly onToggle: () => void
}

const narrowing = ['labelRules', 'sourceNetworks', 'clientCertificates', 'note', 'metadata']

/** What most keys do without. */
function Narrowing({ form, isOpen: isWanted, onToggle }: NarrowingProps) {
  // What is wrong must be seen.
  const isOpen = isWanted || narrowing.some((name) => name in form.errors)
  return (
    <>
      <div>
        <Button variant="subtle" size="compact-sm" aria-expanded={isOpen} onClick={onToggle}>
          {isOpen ? 'Less' : 'More: labels, networks, certificates, notes'}
        </Button>
      </div>
      <Collapse expanded={isOpen}>
        <div className="stack">
          <LabelRulesInput {...form.getInputProps('labelRules')} />
          <Textarea
            label="Only from these networks"
            description="CIDRs such as 192.0.2.0/24, one on a line; none means from anywhere"
            classNames={{ input: 'mono' }}
            autosize
            minRows={2}
            {...form.getInputProps('sourceNetworks')}
          />
          <Textarea
            label="Only with one of these client certificates"
            description="dns:, uri: or email: and a name in it, or sha256: and its digest; one on a line"
            placeholder="dns:prometheus.example.com"
            classNames={{ input: 'mono' }}
            autosize
            minRows={2}
            {...form.getInputProps('clientCertificates')}
          />
          <Textarea label="Note" maxLength={1_000} autosize {...form.getInputProps('note')} />
          <JsonInput
            label="Metadata"
            description="A JSON object of your own, for scripts that read keys; no secret belongs here"
            placeholder='{"team": "payments"}'
            classNames={{ input: 'mono' }}
            autosize
            {...form.getInputProps('metadata')}
          />
        </div>
      </Collapse>
    </>
  )
}

function toDraft(values: Values): CredentialDraft {
  const { name, scopes, namespaces, expiresIn, openMetrics, labelRules } = values
  return {
    name: name.trim(),
    scopes,
    namespaces,
    ...(expiresIn === '' ? {} : { expiresIn }),
    openMetrics: openMetrics && scopes.includes('scrape'),
    labelRules: toLabelRules(labelRules),
    sourceNetworks: linesOf(values.sourceNetworks),
    clientCertificates: linesOf(values.clientCertificates),
    note: values.note.trim(),
    metadata: readObject(values.metadata) ?? {},
  }
}

function linesOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((one) => one !== '')
}

/** Undefined for what is no JSON object; an empty one for no text. */
function readObject(text: string): Record<string, unknown> | undefined {
  if (text.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? { ...value } : undefined
  } catch {
    return undefined
  }
}
