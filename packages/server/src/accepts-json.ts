/** Which form of an answer an Accept header asks for (RFC 9110 section 12.5.1). */

const JSON_TYPES = new Set(['application/problem+json', 'application/json', 'application/*'])
const TEXT_TYPES = new Set(['text/plain', 'text/*'])

/** Whether JSON is wanted rather than text. What the header leaves open, such as `*` alone, the default decides. */
export function acceptsJson(header: string | undefined, byDefault: boolean): boolean {
  if (header === undefined) return byDefault
  let json = 0
  let text = 0
  for (const range of header.split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    if (JSON_TYPES.has(type)) json = Math.max(json, weight(parameters))
    else if (TEXT_TYPES.has(type)) text = Math.max(text, weight(parameters))
  }
  if (json === 0 && text === 0) return byDefault
  return json >= text
}

function weight(parameters: readonly string[]): number {
  const q = parameters.find((parameter) => parameter.startsWith('q='))
  const value = q === undefined ? 1 : Number(q.slice(2))
  return value >= 0 && value <= 1 ? value : 0
}
