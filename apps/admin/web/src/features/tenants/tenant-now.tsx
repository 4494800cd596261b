import type * as contract from '@postern/contract'
import type { Reply } from '@postern/contract'
import { Link } from '@tanstack/react-router'
import { Stat } from '../../components/page.tsx'
import { Time } from '../../components/time.tsx'
import { formatCount } from '../../lib/format.ts'

export type Activity = Reply<typeof contract.getActivity>

interface TenantNowProps {
  readonly slug: string
  readonly activity: Activity
}

export function TenantNow({ slug, activity }: TenantNowProps) {
  const { groups, series, failing, lastPushAt, lastFailureAt } = activity
  return (
    <dl className="stats">
      <Stat
        name="Groups"
        value={
          <Link to="/tenants/$slug/groups" params={{ slug }} className="plain">
            {formatCount(groups)}
          </Link>
        }
      />
      <Stat name="Series" value={formatCount(series)} />
      <Stat
        name="Failing groups"
        value={
          failing === 0 ? (
            '0'
          ) : (
            <Link to="/tenants/$slug/groups" params={{ slug }} search={{ failed: true }}>
              {formatCount(failing)}
            </Link>
          )
        }
        {...(failing > 0 ? { note: 'the last push was refused' } : {})}
      />
      <Stat name="Last push" value={<Time at={lastPushAt} none="none yet" />} />
      <Stat name="Last refused push" value={<Time at={lastFailureAt} none="none" />} />
    </dl>
  )
}
