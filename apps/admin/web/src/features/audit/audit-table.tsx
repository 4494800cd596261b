import './audit.css'
import type { AuditEvent } from '@postern/contract'
import { Fragment, useState } from 'react'
import { Icon } from '../../components/icons.tsx'
import { State } from '../../components/state.tsx'
import { Moment } from '../../components/time.tsx'
import { capitalized } from '../../lib/format.ts'
import { AuditDetails } from './audit-details.tsx'
import { actionWords } from './audit-words.ts'

export function AuditTable({ events }: { readonly events: readonly AuditEvent[] }) {
  const [openId, setOpenId] = useState<string>()
  return (
    <div className="table-frame">
      <table className="table cards">
        <thead>
          <tr>
            <th>What</th>
            <th>When</th>
            <th>By</th>
            <th>On</th>
            <th>From</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => {
            const isOpen = event.id === openId
            return (
              <Fragment key={event.id}>
                <Row
                  event={event}
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
        </tbody>
      </table>
    </div>
  )
}

interface RowProps {
  readonly event: AuditEvent
  readonly isOpen: boolean
  readonly onToggle: () => void
}

function Row({ event, isOpen, onToggle }: RowProps) {
  const { action, at, actor, target, outcome, address } = event
  return (
    <tr>
      <td>
        <button type="button" className="fold" aria-expanded={isOpen} onClick={onToggle}>
          <Icon name="down" size={12} />
          {capitalized(actionWords(action))}
        </button>{' '}
        {outcome === 'refused' && <State tone="bad">refused</State>}
      </td>
      <td data-name="When">
        <Moment at={at} />
      </td>
      <td data-name="By">
        {actor.kind}
        {actor.id !== null && <div className="mono dim small clamp">{actor.id}</div>}
      </td>
      <td data-name="On">
        {target.kind}
        <div className="mono dim small clamp">{target.id}</div>
      </td>
      <td data-name="From" className="mono">
        {address}
      </td>
    </tr>
  )
}
