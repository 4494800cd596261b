import { Button, PasswordInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Failure } from '../../components/failure.tsx'
import { sayDone } from '../../components/form.ts'
import { Panel } from '../../components/page.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { Cancelled } from '../../lib/fresh-sign-in.ts'
import { sessionsKey } from './sessions.tsx'

// The server's; said here so that nobody types in vain.
const MIN_LENGTH = 12

export function Password() {
  const client = useQueryClient()
  const form = useForm({
    initialValues: { password: '', again: '' },
    validate: {
      password: (text) => (text.length < MIN_LENGTH ? `At least ${MIN_LENGTH} characters` : null),
      again: (text, { password }) => (text === password ? null : 'Not the same'),
    },
  })
  const change = useMutation({
    mutationFn: (password: string) => call(endpoints.changePassword, { body: { password } }),
    onSuccess: async () => {
      form.reset()
      sayDone('The password is changed; all other sessions have ended.')
      await client.invalidateQueries({ queryKey: sessionsKey })
    },
  })
  return (
    <Panel title="Password">
      <form
        className="panel-body stack"
        onSubmit={form.onSubmit(({ password }) => change.mutate(password))}
      >
        <PasswordInput
          label="New password"
          autoComplete="new-password"
          required
          {...form.getInputProps('password')}
        />
        <PasswordInput
          label="The same again"
          autoComplete="new-password"
          required
          {...form.getInputProps('again')}
        />
        {change.error && !(change.error instanceof Cancelled) && <Failure error={change.error} />}
        <div className="row">
          <Button type="submit" variant="default" loading={change.isPending}>
            Change the password
          </Button>
        </div>
      </form>
    </Panel>
  )
}
