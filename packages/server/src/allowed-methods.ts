import type { FastifyInstance, HTTPMethods } from 'fastify'

/** The methods of an address in the order of the alphabet, OPTIONS among them; none when nothing is there. */
export function allowedMethods(app: FastifyInstance, url: string): string[] {
  // Fastify lists its methods as plain strings; they are the very ones that it routes.
  const methods = app.supportedMethods as HTTPMethods[]
  // The declared type leaves out the null that Fastify answers for an address without a route.
  const found = methods.filter((method) => (app.findRoute({ method, url }) as unknown) !== null)
  return found.length === 0 ? [] : [...new Set([...found, 'OPTIONS'])].sort()
}
