import { Panel } from '../../components/page.tsx'
import type { Retention } from './queries.ts'

/** What holds, and who says so. */
export function RetentionFacts({ retention }: { readonly retention: Retention }) {
  const { effective, settings } = retention
  const jobs = 'jobs' in settings ? (settings.jobs ?? []) : []
  return (
    <Panel title="What holds">
      <dl className="facts panel-body">
        <dt>A group stays</dt>
        <dd>
          <strong>{shown(effective.default.value)}</strong>
          <From {...effective.default} />
        </dd>
        <dt>At most</dt>
        <dd>
          {effective.maximum.value === 'never'
            ? 'as long as anybody asks for'
            : effective.maximum.value}
          <From {...effective.maximum} />
        </dd>
        {'minimum' in effective && (
          <>
            <dt>At least</dt>
            <dd>
              {effective.minimum}
              <span className="dim"> · system</span>
            </dd>
          </>
        )}
        <dt>Shown in scrapes</dt>
        <dd>
          {effective.showsExpiry.value
            ? 'when each group ends, as postern_group_expiry_timestamp_seconds'
            : 'no series of when groups end'}
          <span className="dim"> · {effective.showsExpiry.source}</span>
        </dd>
        {jobs.length > 0 && (
          <>
            <dt>For jobs</dt>
            <dd>
              {jobs.map(({ job, retention: stays, keepLast }) => (
                <div key={job}>
                  <code className="mono">{job}</code>{' '}
                  {[
                    ...(stays === undefined ? [] : [shown(stays)]),
                    ...(keepLast === undefined ? [] : [`the last ${keepLast} groups`]),
                  ].join(', ')}
                </div>
              ))}
            </dd>
          </>
        )}
      </dl>
      <p className="panel-body dim small">
        A push may say otherwise with the header <code className="mono">Postern-TTL</code>, and a
        group may have a retention of its own; then come the rules for jobs, the namespace, the
        tenant and the system. The first of these decides, cut to the maximum.
      </p>
    </Panel>
  )
}

interface FromProps {
  readonly source: string
  readonly isCut: boolean
}

function From({ source, isCut }: FromProps) {
  return (
    <span className="dim">
      {' '}
      · {source}
      {isCut && ', cut to the maximum'}
    </span>
  )
}

function shown(value: string): string {
  return value === 'never' ? 'for good' : value
}
