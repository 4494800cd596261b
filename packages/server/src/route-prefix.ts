/** A prefix before every path, for a proxy that tells its servers apart by paths and passes these on whole. */

// No route begins like this, and none can: it is what becomes of an address outside of the prefix.
const NOWHERE = '/.outside'

/** The address as routes know it. Probes ask the process itself, and need not know of the proxy's prefix. */
export function withoutPrefix(url: string, prefix: string): string {
  if (url.startsWith(prefix)) {
    const rest = url.slice(prefix.length)
    if (rest.startsWith('/')) return rest
    if (rest === '' || rest.startsWith('?')) return `/${rest}`
  }
  return url.startsWith('/-/') ? url : `${NOWHERE}${url}`
}
