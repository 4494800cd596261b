import { type ReactNode, useEffect } from 'react'

interface PageProps {
  readonly title: string
  /** What stands in the head in the title's place, if it is more than the title. */
  readonly heading?: ReactNode
  readonly what?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** One page: its title, what it is about, what can be done here, then its panels. */
export function Page({ title, heading, what, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Postern`
  }, [title])
  return (
    <div className="page">
      <header className="page-head">
        <div className="grow">
          <h1>{heading ?? title}</h1>
          {what !== undefined && <p className="what">{what}</p>}
        </div>
        {actions !== undefined && <div className="row">{actions}</div>}
      </header>
      {children}
    </div>
  )
}

interface PanelProps {
  readonly title?: ReactNode
  readonly actions?: ReactNode
  /** The head stays in sight while what is below it scrolls. */
  readonly keepsHead?: boolean
  readonly children: ReactNode
}

export function Panel({ title, actions, keepsHead = false, children }: PanelProps) {
  return (
    <section className={keepsHead ? 'panel keeps-head' : 'panel'}>
      {(title !== undefined || actions !== undefined) && (
        <div className="panel-head">
          <h2>{title}</h2>
          {actions !== undefined && <div className="row">{actions}</div>}
        </div>
      )}
      {children}
    </section>
  )
}

interface StatProps {
  readonly name: string
  readonly value: ReactNode
  readonly note?: ReactNode
}

export function Stat({ name, value, note }: StatProps) {
  return (
    <div className="stat">
      <dt>{name}</dt>
      <dd>
        {value}
        {note !== undefined && <div className="note">{note}</div>}
      </dd>
    </div>
  )
}

interface EmptyProps {
  readonly title: string
  readonly children: ReactNode
}

/** Where there is nothing yet: what belongs here, and the next step. */
export function Empty({ title, children }: EmptyProps) {
  return (
    <div className="empty">
      <h3>{title}</h3>
      {children}
    </div>
  )
}
