import { Button } from '@mantine/core'
import type { TrustRule } from '@postern/contract'
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { Confirm } from '../../components/confirm.tsx'
import { Failure } from '../../components/failure.tsx'
import { Empty, Page, Panel } from '../../components/page.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { useMay } from '../session/session.ts'
import { TrustRuleForm } from './trust-rule-form.tsx'
import { TrustRulePanel } from './trust-rule-panel.tsx'

const trustRulesQuery = (slug: string) =>
  queryOptions({
    queryKey: ['tenant', slug, 'trust-rules'],
    queryFn: async ({ signal }) =>
      (await call(endpoints.listTrustRules, { params: { slug } }, { signal })).trustRules,
  })

export default function TrustRulesPage() {
  const { slug } = useParams({ from: '/tenants/$slug/trust-rules' })
  const mayChange = useMay()('tenant-admin')
  const client = useQueryClient()
  const [edited, setEdited] = useState<TrustRule | 'new'>()
  const [deleted, setDeleted] = useState<TrustRule>()
  const { data: rules, error, refetch } = useQuery(trustRulesQuery(slug))
  const refresh = () => client.invalidateQueries(trustRulesQuery(slug))
  return (
    <Page
      title="Trust rules"
      what="Jobs push with the token that their platform gives them: no secret is stored anywhere."
      actions={mayChange && <Button onClick={() => setEdited('new')}>New rule</Button>}
    >
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!rules && !error && (
        <Panel>
          <Waiting />
        </Panel>
      )}
      {rules?.length === 0 && <NoRules mayChange={mayChange} onMake={() => setEdited('new')} />}
      {rules?.map((rule) => (
        <TrustRulePanel
          key={rule.id}
          rule={rule}
          mayChange={mayChange}
          onEdit={() => setEdited(rule)}
          onDelete={() => setDeleted(rule)}
        />
      ))}
      {edited !== undefined && (
        <TrustRuleForm
          slug={slug}
          rule={edited === 'new' ? undefined : edited}
          onSaved={refresh}
          onClose={() => setEdited(undefined)}
        />
      )}
      {deleted && (
        <Confirm
          title={`Delete “${deleted.name}”?`}
          action="Delete the rule"
          onConfirm={() =>
            call(endpoints.deleteTrustRule, { params: { slug, id: deleted.id } }).then(refresh)
          }
          onClose={() => setDeleted(undefined)}
        >
          <p>Its tokens are refused within about a second. What they pushed stays.</p>
        </Confirm>
      )}
    </Page>
  )
}

interface NoRulesProps {
  readonly mayChange: boolean
  readonly onMake: () => void
}

function NoRules({ mayChange, onMake }: NoRulesProps) {
  return (
    <Panel>
      <Empty title="No outside issuer is trusted yet">
        <p>
          GitHub Actions, GitLab CI and Kubernetes sign a token for each job. A rule says which
          issuer is trusted, what a token must claim, and what the job may do then.
        </p>
        {mayChange && <Button onClick={onMake}>Trust an issuer</Button>}
      </Empty>
    </Panel>
  )
}
