/** Whether an `Accept-Encoding` header takes gzip (RFC 9110 section 12.5.3); without a header the answer goes plain. */
export function acceptsGzip(header: string | undefined): boolean {
  const weights = new Map((header ?? '').toLowerCase().split(',').map(weightOf))
  return (weights.get('gzip') ?? weights.get('*') ?? 0) > 0
}

function weightOf(clause: string): [coding: string, weight: number] {
  const [coding = '', ...parameters] = clause.split(';').map((part) => part.trim())
  const quality = parameters.find((parameter) => parameter.startsWith('q='))
  return [coding, quality === undefined ? 1 : Number(quality.slice(2)) || 0]
}
