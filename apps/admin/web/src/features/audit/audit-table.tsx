import './audit.css'
import type { AuditEvent } from '@postern/contract'
import { Fragment, useState } from 'react'
import { Icon } from '../../components/icons.tsx'
import { State } from '../../components/state.tsx'
import { Table } from '../../components/table.tsx'
import { Moment } from '../../components/time.tsx'
import { capitalized, inWords, plainText } from '../../lib/format.ts'
import { usePerson } from '../session/session.ts'
import { AuditDetails } from './audit-details.tsx'
import { actionWords, actorWords } from './audit-words.ts'

interface AuditTableProps {
  readonly events: readonly AuditEvent[]
  /** Shows what one actor did, and no other. */
  readonly onFilter: (actor: string) => void
}

export function AuditTable({ events, onFilter }: AuditTableProps) {
  const [openId, setOpenId] = useState<string>()
  return (
    <Table heads={['What', 'When', 'By', 'On', 'From']} className="audit-table">
      {events.map((event) => {
        const isOpen = event.id === openId
        return (
          <Fragment key={event.id}>
            <Row
              event={event}
              onFilter={onFilter}
              isOpen={isOpen}
              onToggle={() => setOpenId(isOpen ? undefined : event.id)}
            />
            {isOpen && (
              <tr>
                <td colSpan={5} className="wide">
                  <AuditDetails event={event} />
                </td>
              </tr>
            )}
          </Fragment>
        )
      })}
    </Table>
  )
}

interface RowProps {
  readonly event: AuditEvent
  readonly onFilter: (actor: string) => void
  readonly isOpen: boolean
  readonly onToggle: () => void
}

function Row({ event, onFilter, isOpen, onToggle }: RowProps) {
  const { action, at, actor, target, outcome, address } = event
  const name = nameOf(event)
  return (
    <tr>
      <td>
        <button type="button" className="fold" aria-expanded={isOpen} onClick={onToggle}>
          <Icon name="down" size={12} />
          {capitalized(actionWords(action))}
        </button>
        {outcome === 'refused' && <State tone="bad">refused</State>}
      </td>
      <td data-name="When">
        <Moment at={at} />
      </td>
      <td data-name="By">
        <Actor actor={actor} onFilter={onFilter} />
      </td>
      <td data-name="On">
        <div>
          {inWords(target.kind)}
          <div className={name === undefined ? 'mono dim small clamp' : 'small clamp'}>
            {name === undefined ? target.id : plainText(name)}
          </div>
        </div>
      </td>
      <td data-name="From">
        <span className="mono">{address}</span>
      </td>
    </tr>
  )
}

interface ActorProps {
  readonly actor: AuditEvent['actor']
  readonly onFilter: (actor: string) => void
}

function Actor({ actor: { kind, id, name }, onFilter }: ActorProps) {
  const isOneself = usePerson().id === id
  if (id === null) return actorWords(kind)
  return (
    <div>
      <button
        type="button"
        className={name === null ? 'actor mono' : 'actor'}
        title={`${id}: show only what was done by this one`}
        onClick={() => onFilter(id)}
      >
        {name === null ? id : plainText(name)}
      </button>
      <div className="dim small">{isOneself ? 'you' : actorWords(kind)}</div>
    </div>
  )
}

/** What the thing is called, where its state says so. */
function nameOf({ before, after }: AuditEvent): string | undefined {
  const name = after?.['name'] ?? before?.['name'] ?? after?.['email'] ?? before?.['email']
  return typeof name === 'string' ? name : undefined
}
