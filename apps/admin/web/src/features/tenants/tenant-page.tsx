import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Failure } from '../../components/failure.tsx'
import { Page, Panel } from '../../components/page.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { Connect } from './connect.tsx'
import { FirstPush } from './first-push.tsx'
import { activityQuery, tenantQuery } from './queries.ts'
import { TenantActions } from './tenant-actions.tsx'
import { TenantFacts } from './tenant-facts.tsx'
import { TenantNotice } from './tenant-notice.tsx'
import { TenantNow } from './tenant-now.tsx'
import { TenantState } from './tenant-state.tsx'
import { UsagePanels } from './usage-panels.tsx'

const REFRESH_MS = 5_000

// Somebody sits before the screen and waits for the first push.
const EAGER_MS = 1_000

export default function TenantPage() {
  const { slug } = useParams({ from: '/tenants/$slug/' })
  const tenant = useQuery(tenantQuery(slug))
  const activity = useQuery({
    ...activityQuery(slug),
    refetchInterval: ({ state }) => (state.data?.lastPushAt === null ? EAGER_MS : REFRESH_MS),
  })
  if (!tenant.data) {
    return (
      <Page title={slug}>
        {tenant.error ? (
          <Failure error={tenant.error} onRetry={() => void tenant.refetch()} />
        ) : (
          <Panel>
            <Waiting rows={6} />
          </Panel>
        )}
      </Page>
    )
  }
  const { name, state } = tenant.data
  return (
    <Page
      title={name}
      heading={
        <span className="row">
          {name} <TenantState state={state} />
        </span>
      }
      what={<code className="mono">{slug}</code>}
      actions={<TenantActions tenant={tenant.data} />}
    >
      <TenantNotice tenant={tenant.data} />
      {activity.error && <Failure error={activity.error} onRetry={() => void activity.refetch()} />}
      {activity.data && state === 'active' && <FirstPush slug={slug} activity={activity.data} />}
      {activity.data && activity.data.version > 0 && (
        <TenantNow slug={slug} activity={activity.data} />
      )}
      <UsagePanels slug={slug} />
      <Connect slug={slug} />
      <TenantFacts tenant={tenant.data} />
    </Page>
  )
}
