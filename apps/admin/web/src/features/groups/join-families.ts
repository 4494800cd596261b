import type { MetricFamily } from '@postern/contract'

/** A family that the end of a page cut goes on in the next: here it is whole again. */
export function joinFamilies(parts: readonly MetricFamily[]): MetricFamily[] {
  const families = new Map<string, MetricFamily>()
  for (const part of parts) {
    const before = families.get(part.name)
    const metrics = before ? [...before.metrics, ...part.metrics] : part.metrics
    families.set(part.name, { ...part, metrics })
  }
  return [...families.values()]
}
