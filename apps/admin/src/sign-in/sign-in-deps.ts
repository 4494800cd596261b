import { endProviderSignIn } from '@postern/contract'
import type { KeyHasher, ProviderSettings } from '@postern/server'
import type { Db } from '@postern/store'
import { Provider } from '../provider/provider.ts'
import type { ProviderDeps } from '../provider/provider-routes.ts'
import type { WelcomeDeps } from '../welcome/make-link.ts'
import { FailedSignIns } from './failed-sign-ins.ts'
import { Passwords } from './passwords.ts'
import { TotpVault } from './second-factor.ts'
import type { SignInRouteDeps } from './sign-in-routes.ts'
import { SignInThrottle } from './sign-in-throttle.ts'

interface Given {
  readonly db: Db
  readonly hasher: KeyHasher
  readonly clock: () => number
  readonly adminUrl?: string | undefined
  readonly provider?: ProviderSettings | undefined
}

/** Where `postern up` listens unless told otherwise. */
const DEFAULT_ADMIN_URL = 'http://127.0.0.1:9092'

/** What everything about people shares, each thing once: so that whoever guesses at one door is counted at all. */
export function signInDeps(given: Given): SignInRouteDeps & WelcomeDeps & ProviderDeps {
  const { db, hasher, clock, provider, adminUrl = DEFAULT_ADMIN_URL } = given
  return {
    db,
    hasher,
    clock,
    adminUrl,
    passwords: new Passwords(hasher),
    vault: new TotpVault(hasher),
    throttle: new SignInThrottle(clock),
    failures: new FailedSignIns(db, clock),
    providerName: provider?.name,
    provider: provider && new Provider(provider, `${adminUrl}${endProviderSignIn.url}`, clock),
  }
}
