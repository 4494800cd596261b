/** The tenant that somebody signs in to in this browser, so that it need not be typed again. It is no secret. */
const KEY = 'postern-tenant'

/** As in a link to the sign-in page for one tenant. */
export function namedTenant(search: string): string | undefined {
  return new URLSearchParams(search).get('tenant') ?? undefined
}

/** As it was the last time. */
export function knownTenant(): string {
  return localStorage.getItem(KEY) ?? ''
}

export function keepTenant(slug: string): void {
  if (slug === '') localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, slug)
}
