import { useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { Page } from '../../components/page.tsx'
import { accountsOf } from './account-calls.ts'
import { AccountPanel } from './account-panel.tsx'

export default function PeoplePage() {
  const { slug } = useParams({ from: '/tenants/$slug/people' })
  const calls = useMemo(() => accountsOf(slug), [slug])
  return (
    <Page title="People" what="Who may sign in and reach this tenant, and no other.">
      <AccountPanel
        calls={calls}
        title="Accounts of this tenant"
        empty="Invite those who are to look after this tenant themselves. They see nothing of the others."
      />
    </Page>
  )
}
