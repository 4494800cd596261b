import { Button } from '@mantine/core'
import type * as contract from '@postern/contract'
import type { Check, Reply } from '@postern/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { Failure } from '../../components/failure.tsx'
import { LoadMore } from '../../components/load-more.tsx'
import { Empty, Page, Panel } from '../../components/page.tsx'
import { StateShape } from '../../components/state.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { formatCount } from '../../lib/format.ts'
import { useMay } from '../session/session.ts'
import { CheckCard } from './check-card.tsx'
import { CheckForm } from './check-form.tsx'
import { stateTones } from './check-words.ts'
import { checksQuery } from './queries.ts'

type State = Check['state']

export default function ChecksPage() {
  const { slug } = useParams({ from: '/tenants/$slug/checks' })
  const mayChange = useMay()('tenant-operator')
  const [state, setState] = useState<State>()
  const [edited, setEdited] = useState<Check | 'new'>()
  const pages = useInfiniteQuery(checksQuery(slug, state))
  const checks = pages.data?.pages.flatMap((page) => page.checks)
  const states = pages.data?.pages.at(0)?.states
  const isEmpty = states && Object.values(states).every((count) => count === 0)
  return (
    <Page
      title="Checks"
      what="Jobs that are expected to run, and whether they did. A push is the sign of life."
      actions={mayChange && <Button onClick={() => setEdited('new')}>New check</Button>}
    >
      {pages.error && <Failure error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.isPending && (
        <Panel>
          <Waiting rows={6} />
        </Panel>
      )}
      {isEmpty && <NoChecks mayChange={mayChange} onMake={() => setEdited('new')} />}
      {states && !isEmpty && <States states={states} chosen={state} onChoose={setState} />}
      {checks && !isEmpty && (
        <div className="stack close">
          {checks.length === 0 && <p className="dim">No check is in this state.</p>}
          {checks.map((check) => (
            <CheckCard key={check.id} slug={slug} check={check} onEdit={() => setEdited(check)} />
          ))}
          <LoadMore pages={pages} />
        </div>
      )}
      {edited !== undefined && (
        <CheckForm
          slug={slug}
          check={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
        />
      )}
    </Page>
  )
}

interface StatesProps {
  readonly states: Reply<typeof contract.listChecks>['states']
  readonly chosen: State | undefined
  readonly onChoose: (state: State | undefined) => void
}

const order: readonly State[] = ['down', 'late', 'up', 'new', 'paused']

/** How many are in each state; choosing one shows those alone. */
function States({ states, chosen, onChoose }: StatesProps) {
  return (
    <div className="row" role="group" aria-label="Only checks that are">
      {order
        .filter((state) => states[state] > 0 || state === chosen)
        .map((state) => (
          <Button
            key={state}
            size="compact-md"
            variant={state === chosen ? 'light' : 'default'}
            aria-pressed={state === chosen}
            leftSection={<StateShape tone={stateTones[state]} />}
            onClick={() => onChoose(state === chosen ? undefined : state)}
          >
            {formatCount(states[state])} {state}
          </Button>
        ))}
    </div>
  )
}

interface NoChecksProps {
  readonly mayChange: boolean
  readonly onMake: () => void
}

function NoChecks({ mayChange, onMake }: NoChecksProps) {
  return (
    <Panel>
      <Empty title="No job is watched yet">
        <p>
          A check says how often a job runs. When a push of it does not come in time, or tells of a
          failure, the check is down: here, and in every scrape as{' '}
          <code className="mono">postern_check_up</code>, for which there are alert rules under
          Summary, Connect.
        </p>
        {mayChange && <Button onClick={onMake}>Watch a job</Button>}
      </Empty>
    </Panel>
  )
}
