import type { Tenant } from '@postern/contract'
import { Panel } from '../../components/page.tsx'
import { Moment } from '../../components/time.tsx'

export function TenantFacts({ tenant }: { readonly tenant: Tenant }) {
  return (
    <Panel title="About this tenant">
      <dl className="facts panel-body">
        <dt>Made</dt>
        <dd>
          <Moment at={tenant.createdAt} />
        </dd>
        <dt>Label of the namespace</dt>
        <dd className="mono">{tenant.namespaceLabel}</dd>
        <dt>Names</dt>
        <dd>
          {tenant.utf8Names ? 'any UTF-8' : 'what every Prometheus reads: letters, digits and _'}
        </dd>
        <dt>Keys</dt>
        <dd>
          {tenant.maxKeyLife === null
            ? 'live as long as whoever makes them says'
            : `live ${tenant.maxKeyLife} at most`}
          {tenant.keysMayNeverExpire && ', and may be made without an end'}
        </dd>
        <dt>Id</dt>
        <dd className="mono">{tenant.id}</dd>
      </dl>
    </Panel>
  )
}
