import './sign-in.css'
import { type ReactNode, useEffect } from 'react'
import { MarkPicture } from '../../app/mark.tsx'

interface DoorProps {
  readonly title: string
  readonly wide?: boolean
  readonly children: ReactNode
}

/** The frame of pages for those who are not in yet. */
export function Door({ title, wide = false, children }: DoorProps) {
  useEffect(() => {
    document.title = `${title} · Postern`
  }, [title])
  return (
    <main className="door">
      <div className={wide ? 'door-inside wide' : 'door-inside'}>
        <div className="door-mark">
          <MarkPicture />
          Postern
        </div>
        <div className="panel stack">
          <h1>{title}</h1>
          {children}
        </div>
      </div>
    </main>
  )
}
