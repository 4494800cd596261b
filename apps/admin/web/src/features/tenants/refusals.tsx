import type { UsageHour } from '@postern/contract'
import { type ProblemCode, problemKinds } from '@postern/domain'
import { Panel } from '../../components/page.tsx'
import { formatCount } from '../../lib/format.ts'

/** Why requests were refused, the most frequent reason first. */
export function Refusals({ hours }: { readonly hours: readonly UsageHour[] }) {
  const counts = new Map<string, number>()
  for (const { refusals } of hours) {
    for (const [code, count] of Object.entries(refusals)) {
      counts.set(code, (counts.get(code) ?? 0) + count)
    }
  }
  const rows = [...counts].sort(([, a], [, b]) => b - a)
  return (
    <Panel title="Refused in 30 days, by reason">
      {rows.length === 0 ? (
        <p className="panel-body dim">No request was refused.</p>
      ) : (
        <div className="table-frame">
          <table className="table">
            <tbody>
              {rows.map(([code, count]) => (
                <tr key={code}>
                  <td>
                    {titleOf(code)}
                    <div className="mono dim small">{code}</div>
                  </td>
                  <td className="figure">{formatCount(count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  )
}

/** A newer server may know a code that this page does not. */
function titleOf(code: string): string {
  return code in problemKinds ? problemKinds[code as ProblemCode].title : code
}
