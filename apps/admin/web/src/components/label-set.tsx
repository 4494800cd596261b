import { Fragment } from 'react'
import { plainText } from '../lib/format.ts'

interface LabelSetProps {
  readonly labels: Readonly<Record<string, string>>
  /** Cut off at the end of the line rather than broken. */
  readonly oneLine?: boolean
  /** Labels that the reader knows anyway. */
  readonly without?: Readonly<Record<string, string>>
}

/** Labels as Prometheus writes them, the job first: `{job="backup",zone="eu"}`. */
export function LabelSet({ labels, oneLine = false, without = {} }: LabelSetProps) {
  const pairs = sortLabels(labels).filter(([name, value]) => without[name] !== value)
  return (
    <span
      className={oneLine ? 'labels one-line' : 'labels'}
      title={oneLine ? plain(pairs) : undefined}
    >
      <span className="sign">{'{'}</span>
      {pairs.map(([name, value], index) => (
        <Fragment key={name}>
          {index > 0 && <span className="sign">, </span>}
          <bdi className="name">{plainText(name)}=</bdi>
          <bdi className={name === 'job' ? 'value job' : 'value'}>{quoted(value)}</bdi>
        </Fragment>
      ))}
      <span className="sign">{'}'}</span>
    </span>
  )
}

function sortLabels(labels: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(labels).sort(([a], [b]) => {
    if (a === 'job' || b === 'job') return a === 'job' ? -1 : 1
    return a < b ? -1 : 1
  })
}

function plain(pairs: readonly (readonly [string, string])[]): string {
  return `{${pairs.map(([name, value]) => `${plainText(name)}=${quoted(value)}`).join(',')}}`
}

/** JSON writes line ends and the like as the text format does; the rest of what is not seen it leaves. */
function quoted(value: string): string {
  return plainText(JSON.stringify(value))
}
