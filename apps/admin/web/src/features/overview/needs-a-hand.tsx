import type * as contract from '@postern/contract'
import type { Reply } from '@postern/contract'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Panel } from '../../components/page.tsx'
import { Time } from '../../components/time.tsx'

type Numbers = Reply<typeof contract.getOverview>

/** Jobs that did not come when they should have. */
export function ChecksDown({ down }: { readonly down: Numbers['checksDown'] }) {
  return (
    <Panel title="Checks down" actions={!down.isComplete && <More />}>
      {down.checks.length === 0 ? (
        <p className="panel-body dim">Every job that is watched came in time.</p>
      ) : (
        <List>
          {down.checks.map(({ tenant, id, name, since }) => (
            <tr key={id}>
              <td>
                <Link to="/tenants/$slug/checks" params={{ slug: tenant }} className="main">
                  {name}
                </Link>
              </td>
              <td className="mono dim">{tenant}</td>
              <td className="figure">
                <Time at={since} />
              </td>
            </tr>
          ))}
        </List>
      )}
    </Panel>
  )
}

/** Keys that stop working soon, unless somebody rotates them. */
export function ExpiringKeys({ expiring }: { readonly expiring: Numbers['expiringKeys'] }) {
  return (
    <Panel title="Keys that expire within 30 days" actions={!expiring.isComplete && <More />}>
      {expiring.keys.length === 0 ? (
        <p className="panel-body dim">None.</p>
      ) : (
        <List>
          {expiring.keys.map(({ tenant, id, name, expiresAt }) => (
            <tr key={id}>
              <td>
                <Link
                  to="/tenants/$slug/credentials/$id"
                  params={{ slug: tenant, id }}
                  className="main"
                >
                  {name}
                </Link>
              </td>
              <td className="mono dim">{tenant}</td>
              <td className="figure">
                <Time at={expiresAt} />
              </td>
            </tr>
          ))}
        </List>
      )}
    </Panel>
  )
}

function List({ children }: { readonly children: ReactNode }) {
  return (
    <div className="table-frame">
      <table className="table">
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}

function More() {
  return <span className="dim small">these, and more</span>
}
