import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type * as contract from '@postern/contract'
import type { Reply, Welcome, WelcomeDraft } from '@postern/contract'
import { useMutation } from '@tanstack/react-query'
import { Failure } from '../../components/failure.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { inWords } from '../../lib/format.ts'
import { keepTenant } from '../../lib/own-tenant.ts'
import { TotpSecret } from './totp-secret.tsx'

// The server's; said here so that nobody types in vain.
const MIN_PASSWORD_LENGTH = 12

export type Welcomed = Reply<typeof contract.acceptWelcome>

interface WelcomeFormProps {
  readonly token: string
  readonly welcome: Welcome
  readonly onDone: (welcomed: Welcomed) => void
}

export function WelcomeForm({ token, welcome, onDone }: WelcomeFormProps) {
  const isSetUp = welcome.purpose === 'set-up'
  const form = useForm({
    initialValues: { email: welcome.email ?? '', name: welcome.name ?? '', password: '', code: '' },
    validate: {
      password: (text) =>
        text.length < MIN_PASSWORD_LENGTH ? `At least ${MIN_PASSWORD_LENGTH} characters` : null,
      code: (text) => (/^\d{6}$/.test(text.trim()) ? null : 'Six digits'),
    },
  })
  const accept = useMutation({
    mutationFn: (body: WelcomeDraft) => call(endpoints.acceptWelcome, { body }),
    onSuccess: (welcomed) => {
      keepTenant(welcome.tenant ?? '')
      onDone(welcomed)
    },
  })
  const submit = form.onSubmit(({ email, name, password, code }) =>
    accept.mutate({
      token,
      password,
      code: code.trim(),
      ...(isSetUp ? { email } : {}),
      ...(name === '' || name === welcome.name ? {} : { name: name.trim() }),
    }),
  )
  return (
    <form className="stack loose" onSubmit={submit}>
      <p className="dim">{purposeOf(welcome)}</p>
      <div className="stack">
        {isSetUp && <Whose form={form} />}
        <PasswordInput
          label="Password"
          description={`At least ${MIN_PASSWORD_LENGTH} characters; a few words you make up do well`}
          autoComplete="new-password"
          required
          {...form.getInputProps('password')}
        />
      </div>
      <TotpSecret totp={welcome.totp} />
      <TextInput
        label="Code"
        description="The six digits that the app shows now"
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        {...form.getInputProps('code')}
      />
      {accept.error && <Failure error={accept.error} />}
      <Button type="submit" loading={accept.isPending}>
        {welcome.purpose === 'reset' ? 'Save and sign in' : 'Make the account and sign in'}
      </Button>
    </form>
  )
}

interface WhoseProps {
  readonly form: { getInputProps(path: 'email' | 'name'): object }
}

function Whose({ form }: WhoseProps) {
  return (
    <>
      <TextInput
        label="E-mail"
        type="email"
        description="What you sign in with; Postern sends no mail"
        autoComplete="username"
        required
        {...form.getInputProps('email')}
      />
      <TextInput label="Name" autoComplete="name" required {...form.getInputProps('name')} />
    </>
  )
}

function purposeOf({ purpose, email, role, tenant }: Welcome): string {
  if (purpose === 'set-up') return 'You make the first account: the one that may do everything.'
  if (purpose === 'reset') return `For ${email}: a new password, and an authenticator app anew.`
  const where = tenant === null ? 'of all tenants' : `of the tenant ${tenant}`
  return `${email}, you are invited as ${inWords(role)} ${where}.`
}
