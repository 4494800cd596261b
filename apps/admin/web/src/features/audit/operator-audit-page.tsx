import { useNavigate, useSearch } from '@tanstack/react-router'
import { Page } from '../../components/page.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { AuditLog } from './audit-log.tsx'

const FROM = '/audit'

export default function OperatorAuditPage() {
  const search = useSearch({ from: FROM })
  const navigate = useNavigate({ from: FROM })
  return (
    <Page
      title="Audit"
      what="What operators did that belongs to no tenant. Each tenant has an audit of its own."
    >
      <AuditLog
        search={search}
        onSearch={(wanted) => void navigate({ search: wanted, replace: true })}
        queryKey={['audit']}
        read={(querystring, signal) =>
          call(endpoints.listOperatorAuditEvents, { querystring }, signal ? { signal } : {})
        }
        address={endpoints.listOperatorAuditEvents.url}
        fileName="postern-audit.ndjson"
      />
    </Page>
  )
}
