import type { FastifyRequest } from 'fastify'

/** The namespace that the path names; for hooks, which run for routes with that parameter and without. */
export function namedNamespace({ params }: FastifyRequest): string | undefined {
  const named: unknown =
    typeof params === 'object' && params !== null ? Reflect.get(params, 'namespace') : undefined
  return typeof named === 'string' ? named : undefined
}
