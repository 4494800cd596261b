// Where the snippets leave a place for a key.
const PLACES = ['pst_push_…', 'pst_scrape_…'] as const

/** Puts a new key into a snippet; on this page alone, the server never has both. */
export function withKey(text: string, secret: string | undefined): string {
  if (secret === undefined) return text
  return PLACES.reduce((filled, place) => filled.replaceAll(place, secret), text)
}
