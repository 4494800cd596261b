/** Whether anybody is there. What pages ask by themselves must not keep the session of someone who left alive. */

const QUIET_MS = 60_000

let touchedAt = performance.now()

export function watchForInput(): void {
  for (const event of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart']) {
    window.addEventListener(event, noteInput, { passive: true, capture: true })
  }
}

export function isInBackground(): boolean {
  return document.visibilityState === 'hidden' || performance.now() - touchedAt > QUIET_MS
}

function noteInput(): void {
  touchedAt = performance.now()
}
