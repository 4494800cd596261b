import { Button, Modal, PasswordInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Failure } from '../../components/failure.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { answerFreshSignIn, Cancelled } from '../../lib/fresh-sign-in.ts'
import { sessionQuery, usePerson } from './session.ts'

interface Waiting {
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/** Asks who one is, when a call wants to know it afresh: then the call goes on. */
export function FreshSignIn() {
  const { signsInWith } = usePerson()
  const [isOpen, setOpen] = useState(false)
  const waiting = useRef<Waiting[]>([])
  useEffect(
    () =>
      answerFreshSignIn(
        () =>
          new Promise((resolve, reject) => {
            waiting.current.push({ resolve, reject })
            setOpen(true)
          }),
      ),
    [],
  )
  const end = (settle: (one: Waiting) => void) => {
    setOpen(false)
    for (const one of waiting.current.splice(0)) settle(one)
  }
  return (
    <Modal
      opened={isOpen}
      onClose={() => end(({ reject }) => reject(new Cancelled('not confirmed')))}
      title="Is it still you?"
      zIndex={400}
    >
      <div className="stack">
        <p>What you are about to do takes a sign-in of the last few minutes.</p>
        {signsInWith === 'provider' ? (
          <ProviderAgain />
        ) : (
          <PasswordAgain onDone={() => end(({ resolve }) => resolve())} />
        )}
      </div>
    </Modal>
  )
}

function PasswordAgain({ onDone }: { readonly onDone: () => void }) {
  const client = useQueryClient()
  const form = useForm({ initialValues: { password: '', code: '' } })
  const confirm = useMutation({
    mutationFn: (body: { password: string; code: string }) =>
      call(endpoints.confirmSession, { body }),
    onSuccess: (person) => {
      client.setQueryData(sessionQuery.queryKey, person)
      onDone()
    },
  })
  return (
    <form onSubmit={form.onSubmit((values) => confirm.mutate(values))} className="stack">
      <PasswordInput
        label="Password"
        autoComplete="current-password"
        required
        data-autofocus
        {...form.getInputProps('password')}
      />
      <TextInput
        label="Code"
        description="Of your authenticator app, or a recovery code"
        autoComplete="one-time-code"
        required
        {...form.getInputProps('code')}
      />
      {confirm.error && <Failure error={confirm.error} />}
      <div className="row end">
        <Button type="submit" loading={confirm.isPending}>
          Go on
        </Button>
      </div>
    </form>
  )
}

function ProviderAgain() {
  const here = window.location.pathname + window.location.search
  const query = new URLSearchParams({ returnTo: here, fresh: 'true' })
  return (
    <>
      <p>Sign in at your provider again; you come back to this page, and can do it then.</p>
      <div className="row end">
        <Button component="a" href={`${endpoints.beginProviderSignIn.url}?${query}`}>
          Sign in again
        </Button>
      </div>
    </>
  )
}
