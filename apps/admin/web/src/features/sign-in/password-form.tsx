import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { SignInDraft } from '@postern/contract'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Failure } from '../../components/failure.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { isProblem } from '../../lib/problem-error.ts'
import { useChangePerson } from '../session/session.ts'

/** Password first; the code is asked for when the password was right. */
export function PasswordForm() {
  const changePerson = useChangePerson()
  const [asksCode, setAsksCode] = useState(false)
  const form = useForm({ initialValues: { email: '', password: '', code: '' } })
  const signIn = useMutation({
    mutationFn: (body: SignInDraft) => call(endpoints.signIn, { body }),
    onSuccess: changePerson,
    onError: (error) => {
      if (isProblem(error, 'second-factor-required')) setAsksCode(true)
    },
  })
  const isFirstAsk = isProblem(signIn.error, 'second-factor-required') && form.values.code === ''
  return (
    <form
      className="stack"
      onSubmit={form.onSubmit(({ code, ...known }) =>
        signIn.mutate(code === '' ? known : { ...known, code: code.trim() }),
      )}
    >
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
