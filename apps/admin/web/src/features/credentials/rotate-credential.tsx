import { Checkbox, Radio } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { Credential } from '@postern/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Dialog } from '../../components/dialog.tsx'
import { SavingForm } from '../../components/saving-form.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { type Issued, SecretShown } from './secret-shown.tsx'

interface RotateCredentialProps {
  readonly slug: string
  readonly credential: Credential
  readonly onClose: () => void
}

/** Makes a successor; the key itself works on for a while, so that nothing fails in between. */
export function RotateCredential({ slug, credential, onClose }: RotateCredentialProps) {
  const [issued, setIssued] = useState<Issued>()
  return (
    <Dialog
      onClose={onClose}
      title={issued ? 'Its successor' : `Rotate “${credential.name}”`}
      isWide
      isKept={issued !== undefined}
    >
      {issued ? (
        <SecretShown slug={slug} issued={issued} onKept={onClose} />
      ) : (
        <RotationForm slug={slug} credential={credential} onIssued={setIssued} onClose={onClose} />
      )}
    </Dialog>
  )
}

const overlaps = [
  { value: '0s', label: 'Not at all: it ends now' },
  { value: '1h', label: 'For an hour' },
  { value: '24h', label: 'For a day' },
  { value: '7d', label: 'For a week' },
] as const

interface RotationFormProps extends RotateCredentialProps {
  readonly onIssued: (issued: Issued) => void
}

function RotationForm({ slug, credential, onIssued, onClose }: RotationFormProps) {
  const client = useQueryClient()
  const isUnderWay = credential.rotatedTo !== null
  const form = useForm({ initialValues: { overlap: '24h', onFirstUse: false } })
  const rotate = async ({ overlap, onFirstUse }: typeof form.values) => {
    const activate = onFirstUse ? 'on_first_use' : 'now'
    const body = { overlap, activate, ...(isUnderWay ? { replace: true } : {}) } as const
    onIssued(await call(endpoints.rotateCredential, { params: { slug, id: credential.id }, body }))
    await client.invalidateQueries({ queryKey: ['tenant', slug, 'credentials'] })
  }
  return (
    <SavingForm form={form} action="Make the successor" onSave={rotate} onCancel={onClose}>
      {isUnderWay && (
        <div className="notice warn">
          It is being replaced already. Going on revokes that successor, and makes another.
        </div>
      )}
      <p>
        A successor with the same rights is made. Give its secret to the job; when the old key is
        used no more, you see it here.
      </p>
      <Radio.Group label="How long does the old key still work?" {...form.getInputProps('overlap')}>
        <div className="stack close choices-list">
          {overlaps.map(({ value, label }) => (
            <Radio key={value} value={value} label={label} />
          ))}
        </div>
      </Radio.Group>
      <Checkbox
        label="Begin when the successor is first used"
        description="Until then the old key works on, however long that takes"
        {...form.getInputProps('onFirstUse', { type: 'checkbox' })}
      />
    </SavingForm>
  )
}
