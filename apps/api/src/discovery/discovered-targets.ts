import { Type } from 'typebox'

/** One entry of Prometheus's HTTP service discovery: where a namespace is scraped, and whose it is. */
export const DiscoveredTarget = Type.Object(
  {
    targets: Type.Array(Type.String({ description: 'host and port' })),
    labels: Type.Object(
      {
        __scheme__: Type.String(),
        __metrics_path__: Type.String(),
        __meta_postern_tenant: Type.String(),
        __meta_postern_namespace: Type.String(),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
)

export type DiscoveredTarget = Type.Static<typeof DiscoveredTarget>

const PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' }

/** A target for each namespace, at the address where clients reach the data plane. */
export function discoveredTargets(
  publicUrl: string,
  tenant: string,
  namespaces: readonly string[],
): DiscoveredTarget[] {
  const { protocol, hostname, port, pathname } = new URL(publicUrl)
  const prefix = pathname.replace(/\/$/, '')
  return namespaces.map((namespace) => ({
    targets: [`${hostname}:${port || (PORTS[protocol] ?? '')}`],
    labels: {
      __scheme__: protocol.replace(':', ''),
      // For `default` too: /metrics is all namespaces of a key at once, and each is to be scraped once.
      __metrics_path__: `${prefix}/ns/${namespace}/metrics`,
      __meta_postern_tenant: tenant,
      __meta_postern_namespace: namespace,
    },
  }))
}
