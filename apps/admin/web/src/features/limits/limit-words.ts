/** `maxSeriesPerTenant` → `Series per tenant` */
export function limitWords(name: string): string {
  const words = name
    .replace(/^max/, '')
    .replaceAll(/([A-Z])/g, ' $1')
    .trim()
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
