import { Select } from '@mantine/core'
import type { ReactNode } from 'react'

interface TimeZoneInputProps {
  readonly value?: string
  readonly onChange?: (timeZone: string) => void
  readonly error?: ReactNode
}

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]

export function TimeZoneInput({ value = 'UTC', onChange, error }: TimeZoneInputProps) {
  return (
    <Select
      label="Time zone"
      description="Whose clock the schedule means"
      data={zones.includes(value) ? zones : [value, ...zones]}
      value={value}
      onChange={(zone) => onChange?.(zone ?? 'UTC')}
      allowDeselect={false}
      searchable
      limit={50}
      error={error}
    />
  )
}
