import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Failure } from '../../components/failure.tsx'
import { Page, Panel } from '../../components/page.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { WhoseSelect } from '../../components/whose-select.tsx'
import { useMay } from '../session/session.ts'
import { retentionQuery } from './queries.ts'
import { RetentionFacts } from './retention-facts.tsx'
import { RetentionForm } from './retention-form.tsx'

const FROM = '/tenants/$slug/retention'

export default function RetentionPage() {
  const { slug } = useParams({ from: FROM })
  const { namespace } = useSearch({ from: FROM })
  const navigate = useNavigate({ from: FROM })
  const mayChange = useMay()('tenant-admin')
  const { data: read, error, refetch } = useQuery(retentionQuery(slug, namespace))
  return (
    <Page
      title="Retention"
      what="How long after its last good push a group stays. Then no scrape shows it any more."
      actions={
        <WhoseSelect
          slug={slug}
          label="Whose retention"
          namespace={namespace}
          onChoose={(chosen) =>
            void navigate({ search: chosen === undefined ? {} : { namespace: chosen } })
          }
        />
      }
    >
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!read && !error && (
        <Panel>
          <Waiting />
        </Panel>
      )}
      {read && <RetentionFacts retention={read.content.retention} />}
      {read && mayChange && (
        <RetentionForm key={namespace ?? ''} slug={slug} namespace={namespace} read={read} />
      )}
    </Page>
  )
}
