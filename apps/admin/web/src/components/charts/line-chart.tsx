import './charts.css'
import { type PointerEvent, useState } from 'react'
import { formatDay, formatMoment, formatShort } from '../../lib/format.ts'
import { areaPath, type Frame, linePath, type Point, roundUp, xOf, yOf } from './scale.ts'

interface LineChartProps {
  readonly points: readonly Point[]
  readonly fromMs: number
  readonly toMs: number
  readonly stepMs: number
  /** What it shows: "series held". */
  readonly label: string
  /** What may be at most, where that is near. */
  readonly limit?: number | null
  readonly tone?: 'bad' | undefined
}

const WIDTH = 1_000
const HEIGHT = 140

// A limit further away than this would press the line flat on the ground.
const NEAR = 4

export function LineChart({ points, fromMs, toMs, stepMs, label, limit, tone }: LineChartProps) {
  const [at, setAt] = useState<Point>()
  const highest = Math.max(0, ...points.map(({ value }) => value))
  const isNear = typeof limit === 'number' && limit <= highest * NEAR
  const frame: Frame = {
    fromMs,
    toMs,
    top: roundUp(isNear ? Math.max(highest, limit) : highest),
    width: WIDTH,
    height: HEIGHT,
  }
  const look = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    const ms = fromMs + ((event.clientX - box.left) / box.width) * (toMs - fromMs)
    setAt(nearest(points, ms))
  }
  return (
    <div className={tone ? `chart ${tone}` : 'chart'}>
      <div className="axis-y" aria-hidden="true">
        <span>{formatShort(frame.top)}</span>
        <span>{formatShort(frame.top / 2)}</span>
        <span>0</span>
      </div>
      <div className="plot">
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={describe(label, points)}
          onPointerMove={look}
          onPointerLeave={() => setAt(undefined)}
        >
          <Grid />
          <path className="area" d={areaPath(frame, points, stepMs)} />
          <path className="line" d={linePath(frame, points, stepMs)} />
          {isNear && <Level className="limit" y={yOf(frame, limit)} />}
          {at && <Cursor x={xOf(frame, at.atMs)} />}
        </svg>
        {at && <Reading point={at} x={xOf(frame, at.atMs) / WIDTH} label={label} />}
      </div>
      <div className="axis-x" aria-hidden="true">
        <span>{formatDay(fromMs)}</span>
        <span>{formatDay((fromMs + toMs) / 2)}</span>
        <span>{formatDay(toMs)}</span>
      </div>
    </div>
  )
}

function Grid() {
  return [0, HEIGHT / 2, HEIGHT].map((y) => <Level key={y} className="grid" y={y} />)
}

function Level({ className, y }: { readonly className: string; readonly y: number }) {
  return <line className={className} x1={0} x2={WIDTH} y1={y} y2={y} />
}

function Cursor({ x }: { readonly x: number }) {
  return <line className="cursor" x1={x} x2={x} y1={0} y2={HEIGHT} />
}

interface ReadingProps {
  readonly point: Point
  /** From 0 to 1. */
  readonly x: number
  readonly label: string
}

function Reading({ point, x, label }: ReadingProps) {
  // Kept off the edges, so that it is not cut.
  const left = `${Math.min(Math.max(x, 0.12), 0.88) * 100}%`
  return (
    <div className="reading" style={{ left }}>
      <strong className="number">{formatShort(point.value)}</strong> {label}
      <br />
      <span className="dim">{formatMoment(point.atMs).slice(0, -3)}</span>
    </div>
  )
}

function nearest(points: readonly Point[], ms: number): Point | undefined {
  let best: Point | undefined
  for (const point of points) {
    if (!best || Math.abs(point.atMs - ms) < Math.abs(best.atMs - ms)) best = point
  }
  return best
}

function describe(label: string, points: readonly Point[]): string {
  const values = points.map(({ value }) => value)
  const last = values.at(-1)
  if (last === undefined) return `${label}: nothing yet`
  const [lowest, highest] = [Math.min(...values), Math.max(...values)].map(formatShort)
  return `${label}: from ${lowest} to ${highest}, last ${formatShort(last)}`
}
