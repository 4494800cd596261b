import { Button, Collapse, Modal, Textarea, TextInput } from '@mantine/core'
import { type UseFormReturnType, useForm } from '@mantine/form'
import type * as contract from '@postern/contract'
import type { CredentialDraft, Reply } from '@postern/contract'
import { ALL_NAMESPACES } from '@postern/domain'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Failure } from '../../components/failure.tsx'
import { fieldErrors } from '../../components/form.ts'
import { FormEnd } from '../../components/form-end.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { tenantQuery } from '../tenants/queries.ts'
import { ExpiryInput } from './expiry-input.tsx'
import { type LabelRule, LabelRulesInput, toLabelRules } from './label-rules-input.tsx'
import { NamespacesInput } from './namespaces-input.tsx'
import { ScopesInput } from './scopes-input.tsx'
import { SecretShown } from './secret-shown.tsx'

interface NewCredentialProps {
  readonly slug: string
  readonly onClose: () => void
}

export type Issued = Reply<typeof contract.issueCredential>

/** First what the key may do, then its secret, once. */
export function NewCredential({ slug, onClose }: NewCredentialProps) {
  const [issued, setIssued] = useState<Issued>()
  return (
    <Modal
      opened
      onClose={onClose}
      title={issued ? `The key “${issued.credential.name}”` : 'New key'}
      size="lg"
      // A slip of the mouse must not cost the secret.
      closeOnClickOutside={!issued}
      closeOnEscape={!issued}
      withCloseButton={!issued}
    >
      {issued ? (
        <SecretShown slug={slug} issued={issued} onKept={onClose} />
      ) : (
        <DraftForm slug={slug} onIssued={setIssued} onClose={onClose} />
      )}
    </Modal>
  )
}

interface Values {
  readonly name: string
  readonly scopes: CredentialDraft['scopes']
  readonly namespaces: string[]
  readonly expiresIn: string
  readonly note: string
  readonly labelRules: readonly LabelRule[]
  readonly sourceNetworks: string
}

const empty: Values = {
  name: '',
  scopes: ['push', 'delete'],
  namespaces: [ALL_NAMESPACES],
  expiresIn: '',
  note: '',
  labelRules: [],
  sourceNetworks: '',
}

interface DraftFormProps extends NewCredentialProps {
  readonly onIssued: (issued: Issued) => void
}

function DraftForm({ slug, onIssued, onClose }: DraftFormProps) {
  const client = useQueryClient()
  const { data: tenant } = useQuery(tenantQuery(slug))
  const [isNarrow, setNarrow] = useState(false)
  const form = useForm<Values>({
    initialValues: empty,
    validate: {
      scopes: (chosen) => (chosen.length === 0 ? 'At least one' : null),
      namespaces: (chosen) => (chosen.length === 0 ? 'At least one, or all' : null),
    },
  })
  const issue = useMutation({
    mutationFn: (body: CredentialDraft) =>
      call(endpoints.issueCredential, { params: { slug }, body }),
    onSuccess: async (issued) => {
      onIssued(issued)
      await client.invalidateQueries({ queryKey: ['tenant', slug, 'credentials'] })
    },
    onError: (error) => {
      const errors = fieldErrors(error)
      form.setErrors(errors)
      if ('labelRules' in errors || 'sourceNetworks' in errors) setNarrow(true)
    },
  })
  return (
    <form className="stack" onSubmit={form.onSubmit((values) => issue.mutate(toDraft(values)))}>
      <TextInput
        label="Name"
        description="What uses it, such as: nightly backup"
        required
        maxLength={100}
        data-autofocus
        {...form.getInputProps('name')}
      />
      <ScopesInput {...form.getInputProps('scopes')} />
      <NamespacesInput slug={slug} {...form.getInputProps('namespaces')} />
      <ExpiryInput
        mayNeverExpire={tenant?.keysMayNeverExpire ?? false}
        maxLife={tenant?.maxKeyLife ?? null}
        {...form.getInputProps('expiresIn')}
      />
      <Narrowing form={form} isOpen={isNarrow} onToggle={() => setNarrow(!isNarrow)} />
      {issue.error && <Failure error={issue.error} />}
      <FormEnd action="Make the key" isBusy={issue.isPending} onCancel={onClose} />
    </form>
  )
}

interface NarrowingProps {
  readonly form: UseFormReturnType<Values>
  readonly isOpen: boolean
  readonly onToggle: () => void
}

/** What most keys do without. */
function Narrowing({ form, isOpen, onToggle }: NarrowingProps) {
  return (
    <>
      <div>
        <Button variant="subtle" size="compact-sm" aria-expanded={isOpen} onClick={onToggle}>
          {isOpen ? 'Less' : 'Narrow it further: labels, networks'}
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
          <Textarea label="Note" maxLength={1_000} autosize {...form.getInputProps('note')} />
        </div>
      </Collapse>
    </>
  )
}

function toDraft(values: Values): CredentialDraft {
  const { name, scopes, namespaces, expiresIn, note, labelRules, sourceNetworks } = values
  const networks = sourceNetworks.split(/[\s,]+/).filter((one) => one !== '')
  const rules = toLabelRules(labelRules)
  return {
    name: name.trim(),
    scopes,
    namespaces,
    ...(expiresIn === '' ? {} : { expiresIn }),
    ...(note.trim() === '' ? {} : { note: note.trim() }),
    ...(Object.keys(rules).length === 0 ? {} : { labelRules: rules }),
    ...(networks.length === 0 ? {} : { sourceNetworks: networks }),
  }
}
