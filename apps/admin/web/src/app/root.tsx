import { Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Navigate, Outlet, useLocation } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { Failure } from '../components/failure.tsx'
import { sessionQuery } from '../features/session/session.ts'
import { Layout } from './layout.tsx'

const SignInPage = lazy(() => import('../features/sign-in/sign-in-page.tsx'))

/** Whoever is not signed in sees the sign-in page, whatever the address: afterwards they are where they wanted to be. */
export function Root() {
  const { pathname } = useLocation()
  if (pathname === '/welcome') return <Outlet />
  return <SignedIn isSignIn={pathname === '/sign-in'} />
}

function SignedIn({ isSignIn }: { readonly isSignIn: boolean }) {
  const { data: person, error, refetch } = useQuery(sessionQuery)
  if (person) return isSignIn ? <Navigate to="/" /> : <Layout />
  if (person === null) {
    return (
      <Suspense fallback={<Opening />}>
        <SignInPage />
      </Suspense>
    )
  }
  if (!error) return <Opening />
  return (
    <main className="page">
      <Failure error={error} onRetry={() => void refetch()} />
    </main>
  )
}

function Opening() {
  return (
    <main className="opening">
      <Loader aria-label="Loading" />
    </main>
  )
}
