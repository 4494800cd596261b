/** Where values come to stand in a picture. */

export interface Point {
  /** Milliseconds since 1970. */
  readonly atMs: number
  readonly value: number
}

/** A round number at or above the highest value, for the top of an axis. */
export function roundUp(value: number): number {
  if (value <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  const step = [1, 2, 2.5, 5, 10].find((factor) => factor * power >= value) ?? 10
  return step * power
}

export interface Frame {
  readonly fromMs: number
  readonly toMs: number
  readonly top: number
  readonly width: number
  readonly height: number
}

export function xOf({ fromMs, toMs, width }: Frame, atMs: number): number {
  return toMs === fromMs ? 0 : ((atMs - fromMs) / (toMs - fromMs)) * width
}

export function yOf({ top, height }: Frame, value: number): number {
  return height - (Math.min(value, top) / top) * height
}

/**
 * The line through the points, each of which stands for the step before it. Where steps are missing nothing happened, so it goes down to the ground between points
 * that are further apart than one step.
 */
export function linePath(frame: Frame, points: readonly Point[], stepMs: number): string {
  const ground = frame.height
  let path = ''
  let before: Point | undefined
  for (const point of points) {
    const begin = round(xOf(frame, point.atMs - stepMs))
    const y = round(yOf(frame, point.value))
    if (!before) {
      path = `M${begin} ${y}`
    } else if (point.atMs - before.atMs > stepMs * 1.5) {
      path += `L${round(xOf(frame, before.atMs))} ${ground}L${begin} ${ground}L${begin} ${y}`
    }
    path += `L${round(xOf(frame, point.atMs))} ${y}`
    before = point
  }
  return path
}

/** The line, closed along the ground. */
export function areaPath(frame: Frame, points: readonly Point[], stepMs: number): string {
  const [first] = points
  const last = points.at(-1)
  if (!first || !last) return ''
  const line = linePath(frame, points, stepMs)
  return `${line}L${round(xOf(frame, last.atMs))} ${frame.height}L${round(xOf(frame, first.atMs - stepMs))} ${frame.height}Z`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
