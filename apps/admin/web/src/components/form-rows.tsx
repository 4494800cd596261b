import { Button, CloseButton } from '@mantine/core'
import type { ReactNode } from 'react'

interface FormRowsProps<Row> {
  readonly legend: string
  readonly hint: ReactNode
  readonly rows: readonly Row[]
  readonly onChange: (rows: readonly Row[]) => void
  /** What a new row begins with. */
  readonly fresh: () => Row
  /** What a row is: "rule". */
  readonly what: string
  readonly error?: ReactNode
  /** How the fields of a row stand. */
  readonly rowClass?: string
  /** The fields of one row. */
  readonly children: (row: Row, change: (part: Partial<Row>) => void) => ReactNode
}

/** A list within a form, of which each row has a few fields. */
export function FormRows<Row>(props: FormRowsProps<Row>) {
  const { legend, hint, rows, onChange, fresh, what, error, rowClass = 'form-row' } = props
  const change = (at: number) => (part: Partial<Row>) =>
    onChange(rows.map((row, index) => (index === at ? { ...row, ...part } : row)))
  return (
    <fieldset className="plain-fieldset stack close">
      <legend>{legend}</legend>
      <p className="hint">{hint}</p>
      {rows.map((row, index) => (
        // Rows have no name of their own, and are only added at the end.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index} className={rowClass}>
          {props.children(row, change(index))}
          <CloseButton
            aria-label={`Remove this ${what}`}
            onClick={() => onChange(rows.filter((_, other) => other !== index))}
          />
        </div>
      ))}
      {error !== undefined && error !== null && <p className="small error">{error}</p>}
      <div>
        <Button variant="default" size="compact-sm" onClick={() => onChange([...rows, fresh()])}>
          Add a {what}
        </Button>
      </div>
    </fieldset>
  )
}
