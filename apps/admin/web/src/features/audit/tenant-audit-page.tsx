import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Page } from '../../components/page.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { AuditLog } from './audit-log.tsx'

const FROM = '/tenants/$slug/audit'

export default function TenantAuditPage() {
  const { slug } = useParams({ from: FROM })
  const search = useSearch({ from: FROM })
  const navigate = useNavigate({ from: FROM })
  return (
    <Page
      title="Audit"
      what="What was done to this tenant, by whom, and what was refused. It cannot be changed, only added to."
    >
      <AuditLog
        search={search}
        onSearch={(wanted) => void navigate({ search: wanted, replace: true })}
        queryKey={['tenant', slug, 'audit']}
        read={(querystring, signal) =>
          call(
            endpoints.listAuditEvents,
            { params: { slug }, querystring },
            signal ? { signal } : {},
          )
        }
        address={endpoints.listAuditEvents.url.replace(':slug', encodeURIComponent(slug))}
        fileName={`${slug}-audit.ndjson`}
      />
    </Page>
  )
}
