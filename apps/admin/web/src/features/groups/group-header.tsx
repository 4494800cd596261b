import type { GroupOrder } from '@postern/domain'
import { Icon } from '../../components/icons.tsx'

interface GroupHeaderProps {
  readonly sort: GroupOrder | undefined
  readonly onSort: (sort: GroupOrder) => void
}

type Column = 'labels' | 'series' | 'pushedAt' | 'expiresAt'

interface ColumnKind {
  readonly name: Column
  readonly label: string
  readonly className: string
  /** How one wants it sorted first. */
  readonly first: GroupOrder
}

const columns: readonly ColumnKind[] = [
  { name: 'labels', label: 'Group', className: 'labels-cell', first: 'labels' },
  { name: 'series', label: 'Series', className: 'series-cell', first: '-series' },
  { name: 'pushedAt', label: 'Last push', className: 'pushed-cell', first: '-pushedAt' },
  { name: 'expiresAt', label: 'Expires', className: 'expires-cell', first: 'expiresAt' },
]

/** The columns, each of which sorts the list. */
export function GroupHeader({ sort = 'labels', onSort }: GroupHeaderProps) {
  const isDown = sort.startsWith('-')
  const current = sort.replace('-', '')
  return (
    <div className="group-header" role="group" aria-label="Order">
      {columns.map(({ name, label, className, first }) => {
        const isCurrent = name === current
        const opposite: GroupOrder = isDown ? name : `-${name}`
        return (
          <button
            key={name}
            type="button"
            className={className}
            aria-pressed={isCurrent}
            onClick={() => onSort(isCurrent ? opposite : first)}
          >
            {label}
            {isCurrent && (
              <span className={isDown ? 'sort down' : 'sort'}>
                <Icon name="down" size={12} />
                <span className="unseen">{isDown ? 'descending' : 'ascending'}</span>
              </span>
            )}
          </button>
        )
      })}
    </div>
  )
}
