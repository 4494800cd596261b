/** Pages of a version before ask for parts that are no longer there. Loaded anew, they are those of the new version. */

const KEY = 'postern-reloaded-at'

// A part that is missing again so soon after is missing in the new version too: that is a fault, to be shown.
const SOON_MS = 10_000

export function followNewVersion(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const before = Number(sessionStorage.getItem(KEY) ?? 0)
    if (Date.now() - before < SOON_MS) return
    event.preventDefault()
    sessionStorage.setItem(KEY, String(Date.now()))
    window.location.reload()
  })
}
