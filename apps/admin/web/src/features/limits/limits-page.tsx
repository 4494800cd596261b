import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Failure } from '../../components/failure.tsx'
import { Page, Panel } from '../../components/page.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { WhoseSelect } from '../../components/whose-select.tsx'
import { useMay } from '../session/session.ts'
import { LimitsForm } from './limits-form.tsx'
import { limitsQuery } from './queries.ts'

const FROM = '/tenants/$slug/limits'

export default function LimitsPage() {
  const { slug } = useParams({ from: FROM })
  const { namespace } = useSearch({ from: FROM })
  const navigate = useNavigate({ from: FROM })
  const may = useMay()
  const mayChange = may(namespace === undefined ? 'system-admin' : 'tenant-admin')
  const { data: read, error, refetch } = useQuery(limitsQuery(slug, namespace))
  return (
    <Page
      title="Limits"
      what={
        namespace === undefined
          ? 'What the tenant may send and hold at most. A change holds everywhere within two seconds.'
          : 'A namespace can only lower what its tenant has.'
      }
      actions={
        <WhoseSelect
          slug={slug}
          label="Whose limits"
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
          <Waiting rows={10} />
        </Panel>
      )}
      {read && (
        <LimitsForm
          key={namespace ?? ''}
          slug={slug}
          namespace={namespace}
          read={read}
          mayChange={mayChange}
        />
      )}
    </Page>
  )
}
