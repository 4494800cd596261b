import './checks.css'
import { Menu } from '@mantine/core'
import type { Check } from '@postern/contract'
import { DEFAULT_NAMESPACE } from '@postern/domain'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Confirm } from '../../components/confirm.tsx'
import { sayFailed } from '../../components/form.ts'
import { LabelSet } from '../../components/label-set.tsx'
import { MoreMenu } from '../../components/more-menu.tsx'
import { State } from '../../components/state.tsx'
import { Time } from '../../components/time.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { formatDuration } from '../../lib/format.ts'
import { useNow } from '../../lib/use-now.ts'
import { useMay } from '../session/session.ts'
import { downWords, patienceWords, stateTones } from './check-words.ts'
import { PingStrip } from './ping-strip.tsx'

interface CheckCardProps {
  readonly slug: string
  readonly check: Check
  readonly onEdit: () => void
}

/** One job: its state, when it is expected next, and its last runs. */
export function CheckCard({ slug, check, onEdit }: CheckCardProps) {
  const { name, namespace, state, isStarted, job, labels, scheduleInWords } = check
  return (
    <article className="panel check">
      <div className="check-what">
        <div className="row">
          <h2>{name}</h2>
          <State tone={stateTones[state]}>{state}</State>
          {isStarted && <State tone="quiet">running</State>}
          {namespace !== DEFAULT_NAMESPACE && <span className="tag">{namespace}</span>}
        </div>
        <p>
          {scheduleInWords} <span className="dim small">· {patienceWords(check)}</span>
        </p>
        <LabelSet labels={{ job, ...labels }} />
        {state === 'down' && <p className="error">{downWords(check)}</p>}
      </div>
      <Times check={check} />
      <PingStrip pings={check.pings} />
      <Actions slug={slug} check={check} onEdit={onEdit} />
    </article>
  )
}

function Times({ check }: { readonly check: Check }) {
  const { state, nextExpectedAt, downAt, lastSuccessAt, lastDurationSeconds } = check
  const nowMs = useNow()
  return (
    <dl className="facts small">
      {state === 'paused' ? (
        <>
          <dt>Paused</dt>
          <dd>
            <Time at={check.pausedAt} />
          </dd>
        </>
      ) : (
        <>
          <dt>{isPast(nextExpectedAt, nowMs) ? 'Was expected' : 'Expected'}</dt>
          <dd>
            <Time at={nextExpectedAt} none="when it first ran" />
          </dd>
          {state === 'late' && (
            <>
              <dt>Down</dt>
              <dd>
                <Time at={downAt} />
              </dd>
            </>
          )}
        </>
      )}
      <dt>Last success</dt>
      <dd>
        <Time at={lastSuccessAt} none="none yet" />
      </dd>
      {lastDurationSeconds !== null && (
        <>
          <dt>Took</dt>
          <dd>{formatDuration(lastDurationSeconds)}</dd>
        </>
      )}
    </dl>
  )
}

/** A job that failed is down before it is expected again. */
function isPast(at: string | null, nowMs: number): boolean {
  return at !== null && Date.parse(at) < nowMs
}

function Actions({ slug, check, onEdit }: CheckCardProps) {
  const mayChange = useMay()('tenant-operator')
  const client = useQueryClient()
  const [isDeleting, setDeleting] = useState(false)
  const params = { slug, id: check.id }
  const refresh = () => client.invalidateQueries({ queryKey: ['tenant', slug, 'checks'] })
  const after = (step: Promise<unknown>) => void step.then(refresh).catch(sayFailed)
  if (!mayChange) return null
  return (
    <div className="check-actions">
      <MoreMenu of={check.name}>
        <Menu.Item onClick={onEdit}>Edit…</Menu.Item>
        {check.state === 'paused' ? (
          <Menu.Item onClick={() => after(call(endpoints.resumeCheck, { params }))}>
            Resume
          </Menu.Item>
        ) : (
          <Menu.Item onClick={() => after(call(endpoints.pauseCheck, { params }))}>Pause</Menu.Item>
        )}
        <Menu.Item color="red" onClick={() => setDeleting(true)}>
          Delete…
        </Menu.Item>
      </MoreMenu>
      {isDeleting && (
        <Confirm
          title={`Delete the check “${check.name}”?`}
          action="Delete"
          onConfirm={() => call(endpoints.deleteCheck, { params }).then(refresh)}
          onClose={() => setDeleting(false)}
        >
          <p>What is remembered of its runs goes too. The groups of the job stay.</p>
        </Confirm>
      )}
    </div>
  )
}
