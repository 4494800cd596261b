import { Checkbox, Select, Textarea, TextInput } from '@mantine/core'
import { type UseFormReturnType, useForm } from '@mantine/form'
import type { TrustRule } from '@postern/contract'
import { useState } from 'react'
import { Edited, type Version } from '../../components/edited.tsx'
import { FormDialog } from '../../components/form-dialog.tsx'
import { call, callTagged } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { type LabelRule, LabelRulesInput } from '../credentials/label-rules-input.tsx'
import { NamespacesInput } from '../credentials/namespaces-input.tsx'
import { ScopesInput } from '../credentials/scopes-input.tsx'
import { issuerPresets } from './issuer-presets.ts'
import { type TrustRuleValues, toDraft, valuesOf } from './trust-rule-values.ts'

interface TrustRuleFormProps {
  readonly slug: string
  /** Undefined for a new one. */
  readonly rule: TrustRule | undefined
  readonly onSaved: () => Promise<unknown>
  readonly onClose: () => void
}

const validate = {
  conditions: (rows: readonly LabelRule[]) =>
    rows.every(({ label, patterns }) => label.trim() === '' || patterns.length === 0)
      ? 'At least one: without it everybody at that issuer would be let in'
      : null,
  scopes: (chosen: readonly string[]) => (chosen.length === 0 ? 'At least one' : null),
  jwks: (text: string) => (text.trim() === '' || isJson(text) ? null : 'This is no JSON'),
}

export function TrustRuleForm({ rule, ...others }: TrustRuleFormProps) {
  if (!rule) return <Form rule={undefined} {...others} />
  const params = { slug: others.slug, id: rule.id }
  return (
    <Edited
      title={`Edit “${rule.name}”`}
      of={['trust-rules', others.slug, rule.id]}
      read={(signal) => callTagged(endpoints.getTrustRule, { params }, { signal })}
      onClose={others.onClose}
    >
      {({ trustRule }, version) => <Form rule={trustRule} {...others} {...version} />}
    </Edited>
  )
}

function Form(props: TrustRuleFormProps & Partial<Version>) {
  const { slug, rule, ifMatch, onReload, onSaved, onClose } = props
  const [hint, setHint] = useState<string>()
  const form = useForm<TrustRuleValues>({ initialValues: valuesOf(rule), validate })
  const save = async (values: TrustRuleValues) => {
    const body = toDraft(values)
    await (rule
      ? call(endpoints.updateTrustRule, { params: { slug, id: rule.id }, body }, { ifMatch })
      : call(endpoints.createTrustRule, { params: { slug }, body }))
    await onSaved()
  }
  const choose = (name: string | null) => {
    const preset = issuerPresets.find((one) => one.name === name)
    if (!preset) return
    setHint(preset.hint)
    form.setValues(preset.values)
  }
  return (
    <FormDialog
      title={rule ? `Edit “${rule.name}”` : 'New trust rule'}
      isWide
      form={form}
      action={rule ? 'Save' : 'Trust it'}
      onSave={save}
      onReload={onReload}
      onClose={onClose}
    >
      {!rule && (
        <Select
          label="Begin with"
          placeholder="A platform"
          data={issuerPresets.map(({ name }) => name)}
          onChange={choose}
        />
      )}
      {hint !== undefined && <div className="notice small">{hint}</div>}
      <TextInput label="Name" required maxLength={100} {...form.getInputProps('name')} />
      <TextInput
        label="Issuer"
        description="The iss of its tokens"
        required
        classNames={{ input: 'mono' }}
        {...form.getInputProps('issuer')}
      />
      <TextInput
        label="Audience"
        description={`The aud of its tokens, ending in /t/${slug}; the address of the data plane with that when empty`}
        classNames={{ input: 'mono' }}
        {...form.getInputProps('audience')}
      />
      <Rights slug={slug} form={form} />
      <Keys form={form} />
    </FormDialog>
  )
}

interface PartProps {
  readonly form: UseFormReturnType<TrustRuleValues>
}

/** What a token must say, and what a job that brings it may do. */
function Rights({ slug, form }: PartProps & { readonly slug: string }) {
  return (
    <>
      <LabelRulesInput
        legend="A token must claim"
        names="Claim"
        suggestion="sub"
        {...form.getInputProps('conditions')}
      />
      <ScopesInput {...form.getInputProps('scopes')} />
      <NamespacesInput slug={slug} {...form.getInputProps('namespaces')} />
      <LabelRulesInput {...form.getInputProps('labelRules')} />
    </>
  )
}

function Keys({ form }: PartProps) {
  return (
    <>
      <Textarea
        label="Keys of the issuer"
        description="A JWK set, for an issuer that cannot be reached; empty to fetch them"
        classNames={{ input: 'mono' }}
        autosize
        maxRows={8}
        {...form.getInputProps('jwks')}
      />
      <Checkbox
        label="Take each token once"
        description="At the token endpoint alone; not for Kubernetes, which presents them again"
        {...form.getInputProps('singleUseJti', { type: 'checkbox' })}
      />
    </>
  )
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
