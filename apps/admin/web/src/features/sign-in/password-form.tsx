import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { SignInDraft } from '@postern/contract'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Failure } from '../../components/failure.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { keepTenant } from '../../lib/own-tenant.ts'
import { isProblem } from '../../lib/problem-error.ts'
import { useChangePerson } from '../session/session.ts'

/** Password first; the code is asked for when the password was right. */
export function PasswordForm({ tenant }: { readonly tenant: string }) {
  const changePerson = useChangePerson()
  const [asksCode, setAsksCode] = useState(false)
  const form = useForm({ initialValues: { tenant, email: '', password: '', code: '' } })
  const signIn = useMutation({
    mutationFn: (body: SignInDraft) => call(endpoints.signIn, { body }),
    onSuccess: (person, body) => {
      keepTenant(body.tenant ?? '')
      changePerson(person)
    },
    onError: (error) => {
      if (isProblem(error, 'second-factor-required')) setAsksCode(true)
    },
  })
  const isFirstAsk = isProblem(signIn.error, 'second-factor-required') && form.values.code === ''
  return (
    <form className="stack" onSubmit={form.onSubmit((values) => signIn.mutate(draftOf(values)))}>
      <TextInput
        label="Tenant"
        description="The short name of the one that invited you; empty if you reach all of them"
        autoComplete="organization"
        {...form.getInputProps('tenant')}
      />
      <TextInput
        label="E-mail"
        type="email"
        autoComplete="username"
        required
        autoFocus
        {...form.getInputProps('email')}
      />
      <PasswordInput
        label="Password"
        autoComplete="current-password"
        required
        {...form.getInputProps('password')}
      />
      {asksCode && (
        <TextInput
          label="Code"
          description="Six digits of your authenticator app, or a recovery code"
          autoComplete="one-time-code"
          required
          autoFocus
          {...form.getInputProps('code')}
        />
      )}
      {signIn.error && !isFirstAsk && <Failure error={signIn.error} />}
      <Button type="submit" fullWidth loading={signIn.isPending}>
        {asksCode ? 'Sign in' : 'Go on'}
      </Button>
    </form>
  )
}

interface Values {
  readonly tenant: string
  readonly email: string
  readonly password: string
  readonly code: string
}

/** What was left empty is not sent. */
function draftOf({ tenant, email, password, code }: Values): SignInDraft {
  return {
    email,
    password,
    ...(tenant.trim() === '' ? {} : { tenant: tenant.trim() }),
    ...(code.trim() === '' ? {} : { code: code.trim() }),
  }
}
