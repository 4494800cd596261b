import { Button, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { OperatorKeyDraft } from '@postern/contract'
import type { Role } from '@postern/domain'
import { useState } from 'react'
import { CodeBlock } from '../../components/code-block.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { SavingForm } from '../../components/saving-form.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { ExpiryInput } from '../credentials/expiry-input.tsx'
import { allAccounts } from './account-calls.ts'
import { RoleSelect } from './account-dialogs.tsx'

interface NewOperatorKeyProps {
  readonly onMade: () => Promise<unknown>
  readonly onClose: () => void
}

interface Values {
  readonly name: string
  readonly role: Role
  readonly tenant: string
  readonly expiresIn: string
}

export function NewOperatorKey({ onMade, onClose }: NewOperatorKeyProps) {
  const [secret, setSecret] = useState<string>()
  const isShown = secret !== undefined
  return (
    <Dialog
      onClose={onClose}
      title={isShown ? 'The operator key' : 'New operator key'}
      isKept={isShown}
    >
      {isShown ? (
        <div className="stack">
          <div className="notice warn">
            Copy it now. <strong>It is not shown again.</strong>
          </div>
          <CodeBlock text={secret} label="the operator key" wrap takesFocus />
          <div className="row end">
            <Button onClick={onClose}>I have kept it</Button>
          </div>
        </div>
      ) : (
        <DraftForm onMade={onMade} onSecret={setSecret} onClose={onClose} />
      )}
    </Dialog>
  )
}

interface DraftFormProps extends NewOperatorKeyProps {
  readonly onSecret: (secret: string) => void
}

function DraftForm({ onMade, onSecret, onClose }: DraftFormProps) {
  const form = useForm<Values>({
    initialValues: { name: '', role: 'system-admin', tenant: '', expiresIn: '' },
  })
  const make = async (values: Values) => {
    const { secret } = await call(endpoints.createOperatorKey, { body: toDraft(values) })
    onSecret(secret)
    await onMade()
  }
  return (
    <SavingForm form={form} action="Make the key" onSave={make} onCancel={onClose}>
      <TextInput
        label="Name"
        description="What uses it, such as: Terraform"
        required
        maxLength={100}
        data-autofocus
        {...form.getInputProps('name')}
      />
      <RoleSelect
        roles={allAccounts.roles}
        value={form.values.role}
        onChange={(role) => form.setFieldValue('role', role)}
      />
      {form.values.role !== 'system-admin' && (
        <TextInput
          label="Tenant"
          description="The slug of the only one within reach; empty for all"
          classNames={{ input: 'mono' }}
          {...form.getInputProps('tenant')}
        />
      )}
      <ExpiryInput mayNeverExpire maxLife={null} {...form.getInputProps('expiresIn')} />
    </SavingForm>
  )
}

function toDraft({ name, role, tenant, expiresIn }: Values): OperatorKeyDraft {
  const isForOne = role !== 'system-admin' && tenant.trim() !== ''
  return {
    name: name.trim(),
    role,
    ...(isForOne ? { tenant: tenant.trim() } : {}),
    ...(expiresIn === '' ? {} : { expiresIn }),
  }
}
