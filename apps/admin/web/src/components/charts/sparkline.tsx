import './charts.css'
import { areaPath, type Frame, linePath, type Point } from './scale.ts'

interface SparklineProps {
  readonly points: readonly Point[]
  readonly fromMs: number
  readonly toMs: number
  /** How far apart points are when none is missing. */
  readonly stepMs: number
  /** What it shows, for those who hear the page. */
  readonly label: string
  readonly tone?: 'bad' | undefined
}

/** How something went, without figures: those stand beside it. */
export function Sparkline({ points, fromMs, toMs, stepMs, label, tone }: SparklineProps) {
  const top = Math.max(...points.map(({ value }) => value), Number.MIN_VALUE)
  const frame: Frame = { fromMs, toMs, top, width: 100, height: 30 }
  return (
    <svg
      className={tone ? `sparkline ${tone}` : 'sparkline'}
      viewBox="0 0 100 30"
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <line className="ground" x1={0} x2={100} y1={30} y2={30} />
      <path className="area" d={areaPath(frame, points, stepMs)} />
      <path className="line" d={linePath(frame, points, stepMs)} />
    </svg>
  )
}
