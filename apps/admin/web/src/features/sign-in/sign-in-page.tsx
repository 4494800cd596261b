import { Button, Divider } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { Failure } from '../../components/failure.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { knownTenant, namedTenant } from '../../lib/own-tenant.ts'
import { Door } from './door.tsx'
import { PasswordForm } from './password-form.tsx'

const PROBLEMS: Readonly<Record<string, string>> = {
  'provider-refused':
    'Postern has no account for you, or the sign-in took too long. Try again; if it stays so, ask an admin for an invitation. Who has accounts in several tenants adds ?tenant= and its short name to this address.',
  'provider-unavailable': 'Your provider does not answer. Try again in a minute.',
  'session-ended': 'Your session has ended. Sign in again.',
}

export default function SignInPage() {
  const ways = useQuery({
    queryKey: ['sign-in'],
    queryFn: ({ signal }) => call(endpoints.getSignInWays, {}, { signal }),
  })
  const { pathname, searchStr } = useLocation()
  const problem = new URLSearchParams(searchStr).get('problem')
  const tenant = namedTenant(searchStr)
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
      {ways.data?.provider && (
        <ProviderButton {...ways.data.provider} returnTo={returnTo} tenant={tenant} />
      )}
      {ways.data?.provider && ways.data.anyAccount && <Divider label="or" />}
      {ways.data?.anyAccount && <PasswordForm tenant={tenant ?? knownTenant()} />}
    </Door>
  )
}

function FirstSteps() {
  return (
    <div className="notice stack tight">
      <h2>Nobody has an account yet</h2>
      <p>
        Open the set-up link that Postern printed when it started. It makes the first admin, and
        works once. A new one: <code className="mono">npm run postern -- setup-link</code>
      </p>
    </div>
  )
}

interface ProviderButtonProps {
  readonly name: string
  readonly returnTo: string
  readonly tenant: string | undefined
}

function ProviderButton({ name, returnTo, tenant }: ProviderButtonProps) {
  const query = new URLSearchParams({ returnTo, ...(tenant === undefined ? {} : { tenant }) })
  return (
    <Button component="a" href={`${endpoints.beginProviderSignIn.url}?${query}`} fullWidth>
      Sign in with {name}
    </Button>
  )
}
