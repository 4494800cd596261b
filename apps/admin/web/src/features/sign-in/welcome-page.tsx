import type { Welcome } from '@postern/contract'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Failure } from '../../components/failure.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { useChangePerson } from '../session/session.ts'
import { Door } from './door.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { type Welcomed, WelcomeForm } from './welcome-form.tsx'

const titles: Readonly<Record<Welcome['purpose'], string>> = {
  'set-up': 'Set up Postern',
  invitation: 'Welcome to Postern',
  reset: 'Choose a new password',
}

/** Where a set-up link, an invitation or a reset link leads: its secret stands behind the #. */
export default function WelcomePage() {
  const [token] = useState(() => window.location.hash.slice(1))
  const [welcomed, setWelcomed] = useState<Welcomed>()
  const welcome = useQuery({
    queryKey: ['welcome', token],
    queryFn: ({ signal }) => call(endpoints.readWelcome, { body: { token } }, { signal }),
    enabled: token !== '' && !welcomed,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (welcomed) return <Kept welcomed={welcomed} />
  return (
    <Door title={welcome.data ? titles[welcome.data.purpose] : 'Welcome'} wide>
      {token === '' && <p>The link is cut off: it ends behind a # and a long word.</p>}
      {welcome.error && <Failure error={welcome.error} />}
      {welcome.data && <WelcomeForm token={token} welcome={welcome.data} onDone={setWelcomed} />}
    </Door>
  )
}

function Kept({ welcomed }: { readonly welcomed: Welcomed }) {
  const changePerson = useChangePerson()
  const navigate = useNavigate()
  const enter = async () => {
    const { recoveryCodes: _, ...person } = welcomed
    changePerson(person)
    await navigate({ to: '/', replace: true })
  }
  return (
    <Door title="Your recovery codes" wide>
      <RecoveryCodes codes={welcomed.recoveryCodes} onKept={() => void enter()} />
    </Door>
  )
}
