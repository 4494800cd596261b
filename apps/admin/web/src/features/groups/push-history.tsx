import type { PastPush } from '@postern/contract'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Failure } from '../../components/failure.tsx'
import { State } from '../../components/state.tsx'
import { Moment } from '../../components/time.tsx'
import { formatBytes, formatDuration, formatMoment, formatOf } from '../../lib/format.ts'
import { type GroupPlace, pushesQuery } from './queries.ts'

/** What came of the last pushes, as a strip of bars; each tells more when it is chosen. */
export function PushHistory({ place }: { readonly place: GroupPlace }) {
  const { data: pushes, error } = useQuery(pushesQuery(place))
  const [chosen, setChosen] = useState<string>()
  if (error) return <Failure error={error} />
  if (!pushes || pushes.length === 0) return null
  const highest = Math.max(1, ...pushes.map(({ series }) => series))
  const shown = pushes.find(({ at }) => at === chosen)
  return (
    <section className="stack close">
      <div className="row apart">
        <h3>Last pushes</h3>
        <span className="dim small">the newest on the right, as high as they had series</span>
      </div>
      <div className="push-strip" role="group" aria-label="Last pushes, the newest last">
        {pushes.toReversed().map((push) => (
          <Bar
            key={push.at}
            push={push}
            share={push.series / highest}
            isChosen={push === shown}
            onChoose={() => setChosen(push === shown ? undefined : push.at)}
          />
        ))}
      </div>
      {shown && <Details push={shown} />}
    </section>
  )
}

interface BarProps {
  readonly push: PastPush
  /** Of the highest bar, 0 to 1. */
  readonly share: number
  readonly isChosen: boolean
  readonly onChoose: () => void
}

// A push without series is one all the same.
const LOWEST = 0.12

function Bar({ push, share, isChosen, onChoose }: BarProps) {
  const { at, taken, series } = push
  const words = `${formatMoment(Date.parse(at))}: ${taken ? 'taken' : 'refused'}, ${formatOf(series, 'series', 'series')}`
  return (
    <button
      type="button"
      className={taken ? '' : 'refused'}
      aria-label={words}
      aria-pressed={isChosen}
      title={words}
      onClick={onChoose}
    >
      <span style={{ height: `${(taken ? Math.max(share, LOWEST) : 1) * 100}%` }} />
    </button>
  )
}

function Details({ push }: { readonly push: PastPush }) {
  const { at, method, taken, code, bytes, series, address, userAgent } = push
  const { runId, exitStatus, durationSeconds } = push
  return (
    <dl className="facts small push-details">
      <dt>{method}</dt>
      <dd>
        <Moment at={at} />{' '}
        {taken ? <State tone="good">taken</State> : <State tone="bad">refused: {code}</State>}
      </dd>
      <dt>Held</dt>
      <dd className="number">
        {formatOf(series, 'series', 'series')}, {formatBytes(bytes)}
      </dd>
      <dt>From</dt>
      <dd>
        <span className="mono">{address}</span>
        {userAgent !== null && <span className="dim"> {userAgent}</span>}
      </dd>
      {runId !== null && (
        <>
          <dt>Run</dt>
          <dd>
            <code className="mono">{runId}</code>
            {durationSeconds !== null && `, took ${formatDuration(durationSeconds)}`}
            {exitStatus !== null && `, exit status ${exitStatus}`}
          </dd>
        </>
      )}
    </dl>
  )
}
