import { Button } from '@mantine/core'
import type { TrustRule } from '@postern/contract'
import { CopyButton } from '../../components/copy-button.tsx'
import { Panel } from '../../components/page.tsx'
import { Moment, Time } from '../../components/time.tsx'
import { LabelRules, Namespaces, Scopes } from '../credentials/rights.tsx'

interface TrustRulePanelProps {
  readonly rule: TrustRule
  readonly mayChange: boolean
  readonly onEdit: () => void
  readonly onDelete: () => void
}

export function TrustRulePanel({ rule, mayChange, onEdit, onDelete }: TrustRulePanelProps) {
  return (
    <Panel
      title={rule.name}
      actions={
        mayChange && (
          <>
            <Button size="compact-sm" variant="default" onClick={onEdit}>
              Edit
            </Button>
            <Button size="compact-sm" variant="light" color="red" onClick={onDelete}>
              Delete
            </Button>
          </>
        )
      }
    >
      <div className="columns panel-body">
        <Trusted rule={rule} />
        <Allowed rule={rule} />
      </div>
    </Panel>
  )
}

/** Whose tokens are taken. */
function Trusted({ rule }: Pick<TrustRulePanelProps, 'rule'>) {
  return (
    <dl className="facts">
      <dt>Issuer</dt>
      <dd className="mono">{rule.issuer}</dd>
      <dt>Audience</dt>
      <dd className="row tight copyable">
        <code className="mono">{rule.audience}</code>
        <CopyButton text={rule.audience} label="Copy the audience" />
      </dd>
      <dt>Claims</dt>
      <dd>
        <LabelRules rules={rule.conditions} />
      </dd>
      <dt>Keys</dt>
      <dd>{rule.jwks === null ? 'fetched from the issuer' : 'given here'}</dd>
      {rule.singleUseJti && (
        <>
          <dt>Tokens</dt>
          <dd>each is taken once</dd>
        </>
      )}
    </dl>
  )
}

/** What they are taken for. */
function Allowed({ rule }: Pick<TrustRulePanelProps, 'rule'>) {
  return (
    <dl className="facts">
      <dt>May</dt>
      <dd>
        <Scopes scopes={rule.scopes} />
      </dd>
      <dt>In</dt>
      <dd>
        <Namespaces namespaces={rule.namespaces} />
      </dd>
      <dt>Groups with</dt>
      <dd>
        <LabelRules rules={rule.labelRules} />
      </dd>
      <dt>Last used</dt>
      <dd>
        <Time at={rule.lastUsedAt} none="never" />
      </dd>
      <dt>Changed</dt>
      <dd>
        <Moment at={rule.updatedAt} />
      </dd>
    </dl>
  )
}
