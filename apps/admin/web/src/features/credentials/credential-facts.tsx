import type { Credential } from '@postern/contract'
import { Panel } from '../../components/page.tsx'
import { Moment, Time } from '../../components/time.tsx'
import { LabelRules, Namespaces, Scopes } from './rights.tsx'

interface FactProps {
  readonly credential: Credential
}

export function CredentialFacts({ credential }: FactProps) {
  return (
    <div className="columns">
      <Rights credential={credential} />
      <Life credential={credential} />
    </div>
  )
}

function Rights({ credential }: FactProps) {
  return (
    <Panel title="What it may do">
      <dl className="facts panel-body">
        <dt>Scopes</dt>
        <dd>
          <Scopes scopes={credential.scopes} />
        </dd>
        <dt>Namespaces</dt>
        <dd>
          <Namespaces namespaces={credential.namespaces} />
        </dd>
        <dt>Groups with</dt>
        <dd>
          <LabelRules rules={credential.labelRules} />
        </dd>
        <dt>From</dt>
        <dd>
          {credential.sourceNetworks.length === 0 ? (
            <span className="dim">anywhere</span>
          ) : (
            <Lines of={credential.sourceNetworks} />
          )}
        </dd>
        {credential.clientCertificates.length > 0 && (
          <>
            <dt>With one of the certificates</dt>
            <dd>
              <Lines of={credential.clientCertificates} />
            </dd>
          </>
        )}
        {credential.scopes.includes('scrape') && (
          <>
            <dt>Scrapes</dt>
            <dd>{credential.openMetrics ? 'OpenMetrics, if asked for it' : 'text or protobuf'}</dd>
          </>
        )}
      </dl>
    </Panel>
  )
}

function Lines({ of }: { readonly of: readonly string[] }) {
  return of.map((text) => (
    <div key={text} className="mono">
      {text}
    </div>
  ))
}

function Life({ credential }: FactProps) {
  const metadata = JSON.stringify(credential.metadata, undefined, 2)
  return (
    <Panel title="Its life">
      <dl className="facts panel-body">
        <dt>Made</dt>
        <dd>
          <Moment at={credential.createdAt} />
        </dd>
        <dt>First used</dt>
        <dd>
          <Time at={credential.firstUsedAt} none="never" />
        </dd>
        <dt>Last used</dt>
        <dd>
          <LastUse credential={credential} />
        </dd>
        <Ends credential={credential} />
        {credential.note !== '' && (
          <>
            <dt>Note</dt>
            <dd>{credential.note}</dd>
          </>
        )}
        {metadata !== '{}' && (
          <>
            <dt>Metadata</dt>
            <dd>
              <pre className="mono small">{metadata}</pre>
            </dd>
          </>
        )}
        <dt>Id</dt>
        <dd className="mono">{credential.id}</dd>
      </dl>
    </Panel>
  )
}

function Ends({ credential: { expiresAt, revokedAt, retiresAt } }: FactProps) {
  return (
    <>
      <dt>Expires</dt>
      <dd>{expiresAt === null ? 'never' : <Moment at={expiresAt} />}</dd>
      {retiresAt !== null && (
        <>
          <dt>Replaced at</dt>
          <dd>
            <Moment at={retiresAt} />
          </dd>
        </>
      )}
      {revokedAt !== null && (
        <>
          <dt>Revoked</dt>
          <dd>
            <Moment at={revokedAt} />
          </dd>
        </>
      )}
    </>
  )
}

function LastUse({ credential: { lastUsedAt, lastUsedFrom, lastUsedBy } }: FactProps) {
  return (
    <>
      <Time at={lastUsedAt} none="never" />
      {lastUsedFrom !== null && <span className="dim"> from {lastUsedFrom}</span>}
      {lastUsedBy !== null && <div className="dim small clamp">{lastUsedBy}</div>}
    </>
  )
}
