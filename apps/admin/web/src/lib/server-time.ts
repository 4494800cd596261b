/** The server's clock: ages and ends are told by it, however wrong the one of this machine is. */

// The header Date has whole seconds and the answer took a while; less than this is no difference.
const NOTICED_MS = 3_000

let aheadMs = 0

export function noteServerTime(response: Response): void {
  const ms = Date.parse(response.headers.get('date') ?? '')
  if (Number.isNaN(ms)) return
  const difference = ms - Date.now()
  aheadMs = Math.abs(difference) < NOTICED_MS ? 0 : difference
}

/** Milliseconds since 1970. */
export function serverNow(): number {
  return Date.now() + aheadMs
}
