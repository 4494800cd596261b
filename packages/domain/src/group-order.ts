/** What a list of groups can be sorted by; with `-` before it from behind. */
export const groupOrders = [
  'labels',
  '-labels',
  'pushedAt',
  '-pushedAt',
  'failedAt',
  '-failedAt',
  'expiresAt',
  '-expiresAt',
  'series',
  '-series',
  'bytes',
  '-bytes',
] as const

export type GroupOrder = (typeof groupOrders)[number]
