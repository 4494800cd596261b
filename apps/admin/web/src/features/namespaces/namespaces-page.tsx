import { Button } from '@mantine/core'
import type { Namespace } from '@postern/contract'
import { DEFAULT_NAMESPACE } from '@postern/domain'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { Failure } from '../../components/failure.tsx'
import { Page, Panel } from '../../components/page.tsx'
import { Table } from '../../components/table.tsx'
import { Moment } from '../../components/time.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { useMay } from '../session/session.ts'
import { namespacesQuery, tenantQuery } from '../tenants/queries.ts'
import { NamespaceActions } from './namespace-actions.tsx'
import { ownershipWords } from './namespace-words.ts'
import { NewNamespace } from './new-namespace.tsx'

export default function NamespacesPage() {
  const { slug } = useParams({ from: '/tenants/$slug/namespaces' })
  const mayMake = useMay()('tenant-admin')
  const [isMaking, setMaking] = useState(false)
  const { data: tenant } = useQuery(tenantQuery(slug))
  const { data: namespaces, error, refetch } = useQuery(namespacesQuery(slug))
  return (
    <Page
      title="Namespaces"
      what="Parts of the tenant: two teams may push the same job, each into its own."
      actions={mayMake && <Button onClick={() => setMaking(true)}>New namespace</Button>}
    >
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      <Panel>
        {!namespaces && !error && <Waiting />}
        {namespaces && (
          <Table
            heads={['Name', 'In a scrape', 'Groups belong to', 'Samples have the time of', 'Made']}
            hasActions
          >
            {namespaces.map((namespace) => (
              <Row
                key={namespace.name}
                slug={slug}
                namespace={namespace}
                label={tenant?.namespaceLabel ?? 'namespace'}
              />
            ))}
          </Table>
        )}
      </Panel>
      {isMaking && <NewNamespace slug={slug} onClose={() => setMaking(false)} />}
    </Page>
  )
}

interface RowProps {
  readonly slug: string
  readonly namespace: Namespace
  /** Which shows the namespace in a scrape. */
  readonly label: string
}

function Row({ slug, namespace, label }: RowProps) {
  const { name, createdAt } = namespace
  return (
    <tr>
      <td>
        <Link
          to="/tenants/$slug/groups"
          params={{ slug }}
          search={{ namespace: name }}
          className="main mono"
        >
          {name}
        </Link>
      </td>
      <td data-name="In a scrape" className="mono dim">
        {name === DEFAULT_NAMESPACE ? 'adds no label' : `${label}="${name}"`}
      </td>
      <td data-name="Groups belong to" className="nowrap">
        {ownershipWords[namespace.ownership]}
      </td>
      <td data-name="Samples have the time of" className="nowrap">
        the {namespace.sampleTime}
      </td>
      <td data-name="Made">
        <Moment at={createdAt} />
      </td>
      <td className="actions">
        <NamespaceActions slug={slug} namespace={namespace} />
      </td>
    </tr>
  )
}
