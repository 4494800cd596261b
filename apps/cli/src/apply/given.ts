/** Without what was not said. */
export function given<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const said = Object.entries(members).filter(([, value]: [string, unknown]) => value !== undefined)
  // Those that are left have values.
  return Object.fromEntries(said) as { [K in keyof T]?: Exclude<T[K], undefined> }
}
