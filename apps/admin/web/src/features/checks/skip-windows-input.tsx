import { Chip, TextInput } from '@mantine/core'
import { windowEndPattern, windowStartPattern } from '@postern/domain'
import type { ReactNode } from 'react'
import { FormRows } from '../../components/form-rows.tsx'
import { capitalized } from '../../lib/format.ts'
import type { WindowRow } from './check-values.ts'

interface SkipWindowsInputProps {
  readonly value?: readonly WindowRow[]
  readonly onChange?: (windows: readonly WindowRow[]) => void
  readonly error?: ReactNode
}

type Day = WindowRow['days'][number]

// As people count them.
const days: readonly Day[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

const START = new RegExp(windowStartPattern)
const END = new RegExp(windowEndPattern)

const weekend = (): WindowRow => ({ days: ['sat', 'sun'], from: '00:00', to: '24:00' })

/** Times of the week in which the job is not expected. */
export function SkipWindowsInput({ value = [], onChange, error }: SkipWindowsInputProps) {
  return (
    <FormRows
      legend="Not expected at these times"
      hint="Time stands still in them: a wait that runs into one goes on behind it"
      rows={value}
      onChange={(windows) => onChange?.(windows)}
      fresh={weekend}
      what="time"
      error={error}
    >
      {(window, change) => (
        <div className="row grow">
          <Chip.Group
            multiple
            value={[...window.days]}
            onChange={(chosen) => change({ days: chosen })}
          >
            <div className="row tight" role="group" aria-label="Days">
              {days.map((day) => (
                <Chip key={day} value={day} size="xs" radius="sm">
                  {capitalized(day)}
                </Chip>
              ))}
            </div>
          </Chip.Group>
          <div className="row tight">
            <TextInput
              aria-label="From"
              placeholder="18:00"
              w={72}
              classNames={{ input: 'mono' }}
              value={window.from}
              error={!START.test(window.from)}
              onChange={(event) => change({ from: event.currentTarget.value })}
            />
            <span className="dim">to</span>
            <TextInput
              aria-label="To"
              placeholder="06:00"
              w={72}
              classNames={{ input: 'mono' }}
              value={window.to}
              error={!END.test(window.to)}
              onChange={(event) => change({ to: event.currentTarget.value })}
            />
            {isOverNight(window) && <span className="dim small">the next day</span>}
          </div>
        </div>
      )}
    </FormRows>
  )
}

/** What is wrong with them, in words; null when nothing is. */
export function wrongWindows(windows: readonly WindowRow[]): string | null {
  const isSound = ({ days: chosen, from, to }: WindowRow) =>
    chosen.length > 0 && START.test(from) && END.test(to)
  return windows.every(isSound) ? null : 'Each needs a day, and times such as 18:30 up to 24:00'
}

function isOverNight({ from, to }: WindowRow): boolean {
  return START.test(from) && END.test(to) && to <= from
}
