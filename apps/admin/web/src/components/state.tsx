import type { ReactNode } from 'react'

export type Tone = 'good' | 'warn' | 'bad' | 'quiet'

interface StateProps {
  readonly tone: Tone
  readonly children: ReactNode
}

/** The state of a thing: a word, a shape and a colour that all say the same. */
export function State({ tone, children }: StateProps) {
  return (
    <span className={`state ${tone}`}>
      <svg viewBox="0 0 10 10" aria-hidden="true">
        {shapes[tone]}
      </svg>
      {children}
    </span>
  )
}

/** The shape alone, beside a word of its own. */
export function StateShape({ tone }: Pick<StateProps, 'tone'>) {
  return (
    <svg viewBox="0 0 10 10" width={9} height={9} aria-hidden="true" className={`shape ${tone}`}>
      {shapes[tone]}
    </svg>
  )
}

const shapes: Readonly<Record<Tone, ReactNode>> = {
  good: <circle cx="5" cy="5" r="4" fill="currentColor" />,
  warn: <path d="M5 .5 9.8 9.3H.2z" fill="currentColor" />,
  bad: <path d="M1 1h8v8H1z" fill="currentColor" />,
  quiet: <circle cx="5" cy="5" r="3.3" fill="none" stroke="currentColor" strokeWidth="1.6" />,
}
