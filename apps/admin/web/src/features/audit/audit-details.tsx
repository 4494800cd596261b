import type { AuditEvent } from '@postern/contract'
import { plainText } from '../../lib/format.ts'

/** What changed, member by member, and what tells where the event stands in the chain. */
export function AuditDetails({ event }: { readonly event: AuditEvent }) {
  const changes = changesOf(event)
  return (
    <div className="stack audit-details">
      {changes.length > 0 && (
        <dl className="facts">
          {changes.map(({ name, before, after }) => (
            <div key={name} className="contents">
              <dt>{name}</dt>
              <dd className="mono">
                {before !== undefined && <del>{before}</del>}{' '}
                {after !== undefined && <ins>{after}</ins>}
              </dd>
            </div>
          ))}
        </dl>
      )}
      <dl className="facts small">
        {event.reason !== null && (
          <>
            <dt>{event.outcome === 'refused' ? 'Refused because' : 'Because'}</dt>
            <dd>{plainText(event.reason)}</dd>
          </>
        )}
        {event.actor.id !== null && (
          <>
            <dt>By</dt>
            <dd className="mono">{event.actor.id}</dd>
          </>
        )}
        <dt>On</dt>
        <dd className="mono">{plainText(event.target.id)}</dd>
        <dt>Number</dt>
        <dd className="number">{event.sequence}</dd>
        <dt>Hash</dt>
        <dd className="mono">{event.hash}</dd>
        {event.requestId !== null && (
          <>
            <dt>Request</dt>
            <dd className="mono">{event.requestId}</dd>
          </>
        )}
        {event.userAgent !== null && (
          <>
            <dt>Program</dt>
            <dd>{plainText(event.userAgent)}</dd>
          </>
        )}
      </dl>
    </div>
  )
}

interface Change {
  readonly name: string
  readonly before: string | undefined
  readonly after: string | undefined
}

/** Members that are the same on both sides say nothing. */
function changesOf({ before, after }: AuditEvent): Change[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])
  return [...names].flatMap((name) => {
    const change = { name, before: shown(before?.[name]), after: shown(after?.[name]) }
    return change.before === change.after ? [] : [change]
  })
}

function shown(value: unknown): string | undefined {
  return value === undefined ? undefined : plainText(JSON.stringify(value))
}
