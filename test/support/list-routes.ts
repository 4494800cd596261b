export interface Route {
  readonly method: string
  /** As it was registered: `/ns/:namespace/metrics/job/*`. */
  readonly path: string
}

/**
 * Every route of an app, from the tree that Fastify prints of its router: so that a test over all routes has those, too,
 * that are made after it. Each level is four characters further in and says how its paths go on.
 */
export function listRoutes(app: { printRoutes(): string }): Route[] {
  const routes: Route[] = []
  const prefixes: string[] = []
  for (const line of app.printRoutes().split('\n')) {
    const [, indent = '', part = '', methods = ''] =
      /^([│ ]*[├└]── )(\S+)(?: \((.*)\))?$/.exec(line) ?? []
    if (part === '') continue
    const depth = indent.length / 4 - 1
    const path = (prefixes[depth - 1] ?? '') + part
    prefixes[depth] = path
    const list = methods.split(', ').filter((method) => method !== '')
    routes.push(...list.map((method) => ({ method, path })))
  }
  return routes
}
