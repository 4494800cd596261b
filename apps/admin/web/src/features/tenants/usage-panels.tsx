import type { UsageHour } from '@postern/contract'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { LineChart } from '../../components/charts/line-chart.tsx'
import type { Point } from '../../components/charts/scale.ts'
import { Failure } from '../../components/failure.tsx'
import { Meter } from '../../components/meter.tsx'
import { Panel } from '../../components/page.tsx'
import { DAY_MS } from '../../lib/format.ts'
import { serverNow } from '../../lib/server-time.ts'
import { limitWords } from '../limits/limit-words.ts'
import { MAX_DAYS, usageQuery } from './queries.ts'
import { Refusals } from './refusals.tsx'

const HOUR_MS = DAY_MS / 24

const REFRESH_MS = 60_000

/** Limits against usage as bars, and the last 30 days as lines. */
export function UsagePanels({ slug }: { readonly slug: string }) {
  const { data, error, refetch } = useQuery({ ...usageQuery(slug), refetchInterval: REFRESH_MS })
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (!data || data.hours.length === 0) return null
  const used = Object.entries(data.limits)
  const limitOf = (name: string) => data.limits[name]?.limit ?? null
  return (
    <>
      <div className="columns">
        <Panel
          title="Limits"
          actions={
            <Link to="/tenants/$slug/limits" params={{ slug }}>
              All limits
            </Link>
          }
        >
          <div className="panel-body stack">
            {used.length === 0 && <p className="dim">Nothing was held in the last days.</p>}
            {used.map(([name, { used: count, limit }]) => (
              <Meter key={name} label={limitWords(name)} used={count} limit={limit} />
            ))}
          </div>
        </Panel>
        <Refusals hours={data.hours} />
      </div>
      <Panel title="The last 30 days, by the hour">
        <div className="panel-body columns">
          <Line
            hours={data.hours}
            label="series held"
            of={({ series }) => series}
            limit={limitOf('maxSeriesPerTenant')}
          />
          <Line
            hours={data.hours}
            label="groups held"
            of={({ groups }) => groups}
            limit={limitOf('maxGroupsPerTenant')}
          />
          <Line hours={data.hours} label="pushes an hour" of={({ pushes }) => pushes} />
          <Line hours={data.hours} label="refused requests an hour" of={refused} tone="bad" />
        </div>
      </Panel>
    </>
  )
}

interface LineProps {
  readonly hours: readonly UsageHour[]
  readonly label: string
  readonly of: (hour: UsageHour) => number
  readonly limit?: number | null
  readonly tone?: 'bad'
}

function Line({ hours, label, of, ...rest }: LineProps) {
  const toMs = serverNow()
  const points = hours.map((hour): Point => ({ atMs: Date.parse(hour.hour), value: of(hour) }))
  return (
    <figure className="figure-chart">
      <figcaption>{label.charAt(0).toUpperCase() + label.slice(1)}</figcaption>
      <LineChart
        points={points}
        fromMs={toMs - MAX_DAYS * DAY_MS}
        toMs={toMs}
        stepMs={HOUR_MS}
        label={label}
        {...rest}
      />
    </figure>
  )
}

function refused({ refusals }: UsageHour): number {
  return Object.values(refusals).reduce((sum, count) => sum + count, 0)
}
