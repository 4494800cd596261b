import { Drawer } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useFocusBack } from '../../components/dialog.tsx'
import { Failure } from '../../components/failure.tsx'
import { LabelSet } from '../../components/label-set.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { isProblem } from '../../lib/problem-error.ts'
import { type Asked, GroupActions } from './group-actions.tsx'
import { GroupFacts } from './group-facts.tsx'
import { GroupMetrics } from './group-metrics.tsx'
import { SharedLabels } from './own-labels.tsx'
import { PushHistory } from './push-history.tsx'
import { groupQuery } from './queries.ts'

interface GroupDrawerProps {
  readonly slug: string
  /** The namespace, a slash, the id. */
  readonly open: string
  readonly onClose: () => void
}

/** One group, beside the list: who pushed it and when, and its metrics. */
export function GroupDrawer({ slug, open, onClose }: GroupDrawerProps) {
  useFocusBack()
  const [namespace = '', id = ''] = open.split('/')
  const place = { slug, namespace, id }
  const { data: group, error, refetch } = useQuery(groupQuery(place))
  const [asked, setAsked] = useState<Asked>()
  return (
    <Drawer
      opened
      onClose={onClose}
      // Escape leaves what is asked above it, and the next one the group.
      closeOnEscape={asked === undefined}
      position="right"
      size="min(760px, 100%)"
      title={group ? <LabelSet labels={group.labels} /> : 'Group'}
      closeButtonProps={{ 'aria-label': 'Close' }}
      classNames={{ content: 'group-drawer', title: 'grow' }}
    >
      {error && <GroupFailure error={error} onRetry={() => void refetch()} />}
      {!group && !error && <Waiting />}
      {group && (
        <div className="stack loose">
          <GroupFacts slug={slug} group={group} />
          <GroupActions
            place={place}
            group={group}
            onGone={onClose}
            asked={asked}
            onAsk={setAsked}
          />
          <PushHistory place={place} />
          <SharedLabels value={group.labels}>
            <GroupMetrics key={open} place={place} />
          </SharedLabels>
        </div>
      )}
    </Drawer>
  )
}

interface GroupFailureProps {
  readonly error: Error
  readonly onRetry: () => void
}

function GroupFailure({ error, onRetry }: GroupFailureProps) {
  if (isProblem(error, 'group-not-found')) {
    return <p>This group is gone: it was deleted, or it expired.</p>
  }
  return <Failure error={error} onRetry={onRetry} />
}
