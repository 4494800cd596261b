import { Select } from '@mantine/core'
import { parseDuration } from '@postern/domain'
import type { ReactNode } from 'react'

interface ExpiryInputProps {
  readonly mayNeverExpire: boolean
  /** A duration, or null for no bound. */
  readonly maxLife: string | null
  readonly value?: string
  readonly onChange?: (expiresIn: string) => void
  readonly error?: ReactNode
}

const lives = [
  { value: '1h', label: 'in an hour' },
  { value: '1d', label: 'in a day' },
  { value: '7d', label: 'in 7 days' },
  { value: '30d', label: 'in 30 days' },
  { value: '90d', label: 'in 90 days' },
  { value: '365d', label: 'in a year' },
] as const

/** When a key ends by itself, as far as the tenant allows. */
export function ExpiryInput(props: ExpiryInputProps) {
  const { mayNeverExpire, maxLife, value = '', onChange, error } = props
  const maxMs = (maxLife === null ? undefined : parseDuration(maxLife)) ?? Number.POSITIVE_INFINITY
  const possible = lives.filter(({ value: life }) => (parseDuration(life) ?? 0) <= maxMs)
  const longest = possible.at(-1)?.value ?? ''
  return (
    <Select
      label="Ends"
      description={maxLife === null ? undefined : `Keys of this tenant live ${maxLife} at most`}
      data={[...possible, ...(mayNeverExpire ? [{ value: 'never', label: 'never' }] : [])]}
      value={value === '' ? longest : value}
      onChange={(chosen) => onChange?.(chosen ?? longest)}
      allowDeselect={false}
      error={error}
    />
  )
}
