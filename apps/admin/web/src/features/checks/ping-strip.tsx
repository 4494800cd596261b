import type { Check } from '@postern/contract'
import { formatDuration, formatMoment } from '../../lib/format.ts'

type Ping = Check['pings'][number]

/** The last signs of life, the newest on the right: what it was, how long it took. */
export function PingStrip({ pings }: { readonly pings: readonly Ping[] }) {
  if (pings.length === 0) return <p className="dim small">No run yet</p>
  return (
    <ol className="pings" aria-label="Last runs, the newest last">
      {pings.toReversed().map((ping) => (
        <li
          key={`${ping.at} ${ping.kind} ${ping.runId ?? ''}`}
          className={ping.kind}
          title={words(ping)}
        >
          <span className="unseen">{words(ping)}</span>
        </li>
      ))}
    </ol>
  )
}

function words({ at, kind, exitStatus, durationSeconds, runId }: Ping): string {
  return [
    `${formatMoment(Date.parse(at))}: ${kind}`,
    ...(exitStatus === null ? [] : [`exit status ${exitStatus}`]),
    ...(durationSeconds === null ? [] : [`took ${formatDuration(durationSeconds)}`]),
    ...(runId === null ? [] : [`run ${runId}`]),
  ].join(', ')
}
