/** For tests: every route that an app has. */
import diagnostics from 'node:diagnostics_channel'
import type { FastifyInstance, RouteOptions } from 'fastify'

/** Fastify tells each new server on a channel, which is the one moment to hear of all its routes. */
export async function routesOf(create: () => Promise<FastifyInstance>): Promise<RouteOptions[]> {
  const heard: { readonly server: FastifyInstance; readonly route: RouteOptions }[] = []
  const listen = (message: unknown) => {
    // What Fastify documents for this channel.
    const { fastify: server } = message as { readonly fastify: FastifyInstance }
    server.addHook('onRoute', (route) => void heard.push({ server, route: { ...route } }))
  }
  diagnostics.subscribe('fastify.initialization', listen)
  const app = await create()
  diagnostics.unsubscribe('fastify.initialization', listen)
  return heard.filter(({ server }) => server === app).map(({ route }) => route)
}
