import { Button, Divider } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { Failure } from '../../components/failure.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { Door } from './door.tsx'
import { PasswordForm } from './password-form.tsx'

const PROBLEMS: Readonly<Record<string, string>> = {
  'account-not-found':
    'Your provider knows you, but Postern has no account for you. Ask an admin for an invitation.',
  'account-suspended': 'Your account is suspended. Ask an admin.',
  'provider-refused': 'Your provider did not let you in.',
}

export default function SignInPage() {
  const ways = useQuery({
    queryKey: ['sign-in'],
    queryFn: ({ signal }) => call(endpoints.getSignInWays, {}, { signal }),
  })
  const { pathname, searchStr } = useLocation()
  const problem = new URLSearchParams(searchStr).get('problem')
  const returnTo = pathname === '/sign-in' ? '/' : pathname + searchStr
  return (
    <Door title="Sign in">
      {problem !== null && (
        <div className="notice bad" role="alert">
          {PROBLEMS[problem] ?? `Your provider did not let you in (${problem}).`}
        </div>
      )}
      {ways.error && <Failure error={ways.error} onRetry={() => void ways.refetch()} />}
      {ways.data?.anyAccount === false && <FirstSteps />}
      {ways.data?.provider && <ProviderButton {...ways.data.provider} returnTo={returnTo} />}
      {ways.data?.provider && ways.data.anyAccount && <Divider label="or" />}
      {ways.data?.anyAccount && <PasswordForm />}
    </Door>
  )
}

function FirstSteps() {
  return (
    <div className="notice stack tight">
      <h2>Nobody has an account yet</h2>
      <p>
        Open the set-up link that Postern printed when it started. It makes the first admin, and
        works once. A new one: <code className="mono">npm run postern -- account set-up</code>
      </p>
    </div>
  )
}

interface ProviderButtonProps {
  readonly name: string
  readonly returnTo: string
}

function ProviderButton({ name, returnTo }: ProviderButtonProps) {
  const query = new URLSearchParams({ returnTo })
  return (
    <Button component="a" href={`${endpoints.beginProviderSignIn.url}?${query}`} fullWidth>
      Sign in with {name}
    </Button>
  )
}
