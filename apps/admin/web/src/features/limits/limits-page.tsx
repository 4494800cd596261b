import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Failure } from '../../components/failure.tsx'
import { Page, Panel } from '../../components/page.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { useMay } from '../session/session.ts'
import { namespacesQuery } from '../tenants/queries.ts'
import { LimitsForm } from './limits-form.tsx'
import { limitsQuery } from './queries.ts'

const FROM = '/tenants/$slug/limits'

export default function LimitsPage() {
  const { slug } = useParams({ from: FROM })
  const { namespace } = useSearch({ from: FROM })
  const navigate = useNavigate({ from: FROM })
  const may = useMay()
  const mayChange = may(namespace === undefined ? 'system-admin' : 'tenant-admin')
  const { data: namespaces = [] } = useQuery(namespacesQuery(slug))
  const { data: limits, error, refetch } = useQuery(limitsQuery(slug, namespace))
  return (
    <Page
      title="Limits"
      what={
        namespace === undefined
          ? 'What the tenant may send and hold at most. A change holds everywhere within two seconds.'
          : 'A namespace can only lower what its tenant has.'
      }
      actions={
        <Select
          aria-label="Whose limits"
          data={[
            { value: '', label: 'The whole tenant' },
            ...namespaces.map(({ name }) => ({ value: name, label: `Namespace ${name}` })),
          ]}
          value={namespace ?? ''}
          allowDeselect={false}
          searchable
          onChange={(name) =>
            void navigate({ search: name === null || name === '' ? {} : { namespace: name } })
          }
        />
      }
    >
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!limits && !error && (
        <Panel>
          <Waiting rows={10} />
        </Panel>
      )}
      {limits && (
        <LimitsForm
          key={namespace ?? ''}
          slug={slug}
          namespace={namespace}
          limits={limits}
          mayChange={mayChange}
        />
      )}
    </Page>
  )
}
