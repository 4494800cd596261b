/** Whether some answer of a route holds what is shown once: see `ShownOnce` in the contract. */
export function showsSecret(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false
  if (Reflect.get(schema, 'secret') === true) return true
  return Object.values(schema).some(showsSecret)
}
