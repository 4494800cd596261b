import type * as contract from '@postern/contract'
import type { Reply } from '@postern/contract'
import { useQuery } from '@tanstack/react-query'
import { Sparkline } from '../../components/charts/sparkline.tsx'
import { Failure } from '../../components/failure.tsx'
import { Page, Panel, Stat } from '../../components/page.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { DAY_MS, formatCount, formatNumber } from '../../lib/format.ts'
import { serverNow } from '../../lib/server-time.ts'
import { LargestTenants } from './largest-tenants.tsx'
import { ChecksDown, ExpiringKeys } from './needs-a-hand.tsx'

type Numbers = Reply<typeof contract.getOverview>

const REFRESH_MS = 10_000

/** How all of it is, live. */
export function Overview() {
  const { data, error, refetch } = useQuery({
    queryKey: ['overview'],
    queryFn: ({ signal }) => call(endpoints.getOverview, {}, { signal }),
    refetchInterval: REFRESH_MS,
  })
  return (
    <Page title="Overview" what="All tenants together, now and over the last day.">
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && (
        <Panel>
          <Waiting rows={6} />
        </Panel>
      )}
      {data && (
        <>
          <Totals numbers={data} />
          <LastDay line={data.line} />
          <div className="columns">
            <ChecksDown down={data.checksDown} />
            <ExpiringKeys expiring={data.expiringKeys} />
          </div>
          <LargestTenants tenants={data.largest} />
        </>
      )}
    </Page>
  )
}

function Totals({ numbers }: { readonly numbers: Numbers }) {
  const { active, suspended, deleting } = numbers.tenants
  const others = [
    ...(suspended > 0 ? [`${formatCount(suspended)} suspended`] : []),
    ...(deleting > 0 ? [`${formatCount(deleting)} being deleted`] : []),
  ]
  return (
    <dl className="stats">
      <Stat
        name="Active tenants"
        value={formatCount(active)}
        {...(others.length > 0 ? { note: others.join(', ') } : {})}
      />
      <Stat name="Groups" value={formatCount(numbers.groups)} />
      <Stat name="Series" value={formatCount(numbers.series)} />
      <Stat name="Pushes a second" value={formatNumber(numbers.pushesPerSecond)} />
      <Stat name="Refused a second" value={formatNumber(numbers.refusalsPerSecond)} />
    </dl>
  )
}

const STEP_MS = 5 * 60_000

const lines = [
  { name: 'Pushes a second', member: 'pushesPerSecond' },
  { name: 'Samples a second', member: 'samplesPerSecond' },
  { name: 'Refused a second', member: 'refusalsPerSecond', tone: 'bad' },
] as const

function LastDay({ line }: { readonly line: Numbers['line'] }) {
  const toMs = serverNow()
  if (line.length === 0) return null
  return (
    <Panel title="The last 24 hours">
      <div className="panel-body columns thirds">
        {lines.map(({ name, member, ...rest }) => {
          const points = line.map((point) => ({
            atMs: Date.parse(point.at),
            value: point[member],
          }))
          const peak = Math.max(0, ...points.map(({ value }) => value))
          return (
            <div key={member} className="stack tight">
              <div className="row apart small">
                <span className="dim">{name}</span>
                <span className="number">
                  <span className="dim">peak</span> {formatNumber(peak)}
                </span>
              </div>
              <Sparkline
                points={points}
                fromMs={toMs - DAY_MS}
                toMs={toMs}
                stepMs={STEP_MS}
                label={`${name} over the last 24 hours, ${formatNumber(peak)} at most`}
                {...rest}
              />
            </div>
          )
        })}
      </div>
    </Panel>
  )
}
