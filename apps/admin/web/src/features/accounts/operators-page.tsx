import { Page } from '../../components/page.tsx'
import { allAccounts } from './account-calls.ts'
import { AccountPanel } from './account-panel.tsx'
import { OperatorKeys } from './operator-keys.tsx'

export default function OperatorsPage() {
  return (
    <Page
      title="Operators"
      what="People who sign in here, and keys of scripts that call the admin API."
    >
      <AccountPanel calls={allAccounts} title="Accounts" empty="Nobody has an account." />
      <OperatorKeys />
    </Page>
  )
}
