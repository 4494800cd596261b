import type { ReactNode } from 'react'

interface TableProps {
  /** What stands above each column, from the left. */
  readonly heads: readonly (string | FigureHead)[]
  /** The last column is of buttons. */
  readonly hasActions?: boolean
  /** On a phone two cells stand side by side. */
  readonly inPairs?: boolean
  readonly className?: string
  /** The rows: each cell but the first names itself in `data-name`, for the phone. */
  readonly children: ReactNode
}

/** Above figures, which stand on the right. */
interface FigureHead {
  readonly figure: string
}

/** Rows of things. On a phone each row becomes a small card that names its cells. */
export function Table(props: TableProps) {
  const { heads, hasActions = false, inPairs = false, className = '', children } = props
  return (
    <div className="table-frame">
      <table className={`table cards ${inPairs ? 'pairs' : ''} ${className}`}>
        <thead>
          <tr>
            {heads.map((head) =>
              typeof head === 'string' ? (
                <th key={head}>{head}</th>
              ) : (
                <th key={head.figure} className="figure">
                  {head.figure}
                </th>
              ),
            )}
            {hasActions && (
              <th>
                <span className="unseen">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}
