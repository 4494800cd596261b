import { Button, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { Totp } from '@postern/contract'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Dialog } from '../../components/dialog.tsx'
import { sayDone, sayFailed } from '../../components/form.ts'
import { FormDialog } from '../../components/form-dialog.tsx'
import { Panel } from '../../components/page.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { formatOf } from '../../lib/format.ts'
import { RecoveryCodes } from '../sign-in/recovery-codes.tsx'
import { TotpSecret } from '../sign-in/totp-secret.tsx'

const codesKey = ['recovery-codes']

// Below this somebody should make new ones before the last is used.
const FEW = 3

export function SecondFactor() {
  const client = useQueryClient()
  const [totp, setTotp] = useState<Totp>()
  const [codes, setCodes] = useState<readonly string[]>()
  const left = useQuery({
    queryKey: codesKey,
    queryFn: async ({ signal }) => (await call(endpoints.countRecoveryCodes, {}, { signal })).left,
  })
  const begin = useMutation({
    mutationFn: () => call(endpoints.beginTotpChange, {}),
    onSuccess: setTotp,
    onError: sayFailed,
  })
  const renew = useMutation({
    mutationFn: () => call(endpoints.renewRecoveryCodes, {}),
    onSuccess: async ({ recoveryCodes }) => {
      setCodes(recoveryCodes)
      await client.invalidateQueries({ queryKey: codesKey })
    },
    onError: sayFailed,
  })
  return (
    <Panel title="Second factor">
      <div className="panel-body stack">
        <p>An authenticator app, and recovery codes for when it is lost.</p>
        {left.data !== undefined && (
          <p className={left.data < FEW ? 'error' : 'dim'}>
            {formatOf(left.data, 'recovery code')} left
          </p>
        )}
        <div className="row">
          <Button variant="default" loading={begin.isPending} onClick={() => begin.mutate()}>
            Use another app
          </Button>
          <Button variant="default" loading={renew.isPending} onClick={() => renew.mutate()}>
            Make new recovery codes
          </Button>
        </div>
      </div>
      {totp && <NewApp totp={totp} onClose={() => setTotp(undefined)} />}
      {codes && (
        <Dialog onClose={() => setCodes(undefined)} title="Your recovery codes" isWide isKept>
          <RecoveryCodes codes={codes} onKept={() => setCodes(undefined)} />
        </Dialog>
      )}
    </Panel>
  )
}

interface NewAppProps {
  readonly totp: Totp
  readonly onClose: () => void
}

function NewApp({ totp, onClose }: NewAppProps) {
  const form = useForm({ initialValues: { code: '' } })
  const change = async ({ code }: typeof form.values) => {
    await call(endpoints.changeTotp, { body: { code: code.trim() } })
    sayDone('The new app is in use.')
  }
  return (
    <FormDialog
      title="Use another app"
      isWide
      form={form}
      action="Use it from now on"
      onSave={change}
      onClose={onClose}
    >
      <TotpSecret totp={totp} />
      <TextInput
        label="Code"
        description="The six digits that the new app shows now"
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        {...form.getInputProps('code')}
      />
    </FormDialog>
  )
}
