import { Navigate } from '@tanstack/react-router'
import { usePerson } from '../session/session.ts'
import { Overview } from './overview.tsx'

/** Where one arrives: all of it, or for the people of one tenant that tenant. */
export default function OverviewPage() {
  const { tenant } = usePerson()
  return tenant === null ? (
    <Overview />
  ) : (
    <Navigate to="/tenants/$slug" params={{ slug: tenant }} replace />
  )
}
