import type { RetentionEffect } from '@postern/contract'
import { LabelSet } from '../../components/label-set.tsx'
import { formatCount, formatOf } from '../../lib/format.ts'

/** What a change would do to the groups that there are. */
export function Effect({ effect }: { readonly effect: RetentionEffect }) {
  const { groups, groupsThatExpire, groupsOutpaced, outpaced } = effect
  return (
    <div className="stack close" role="status">
      <div className={groupsThatExpire > 0 ? 'notice bad' : 'notice good'}>
        {groupsThatExpire > 0 ? (
          <>
            <strong>
              {formatCount(groupsThatExpire)} of {formatOf(groups, 'group')}
            </strong>{' '}
            {groupsThatExpire === 1 ? 'goes' : 'go'} at once.
          </>
        ) : (
          <>None of {formatOf(groups, 'group')} goes by this change.</>
        )}
      </div>
      {groupsOutpaced > 0 && (
        <div className="notice warn stack tight">
          <p>
            <strong>{formatOf(groupsOutpaced, 'group')}</strong> would end before their jobs push
            twice more: their counters begin anew with every push, and rates of them are wrong.
          </p>
          <ul className="chosen">
            {outpaced.map(({ namespace, labels, retention, pushInterval }) => (
              <li key={`${namespace} ${JSON.stringify(labels)}`}>
                <LabelSet labels={labels} />{' '}
                <span className="dim">
                  pushed every {pushInterval}, stays {retention}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}
