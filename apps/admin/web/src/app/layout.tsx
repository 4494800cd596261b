import './layout.css'
import { Burger, Drawer } from '@mantine/core'
import { Outlet, useLocation, useParams } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { FreshSignIn } from '../features/session/fresh-sign-in.tsx'
import { SessionEnd } from '../features/session/session-end.tsx'
import { Mark } from './mark.tsx'
import { Navigation } from './navigation.tsx'

/** Around every page of somebody who is signed in. */
export function Layout() {
  const { slug } = useParams({ strict: false })
  const { pathname } = useLocation()
  const main = useRef<HTMLElement>(null)
  const [isOpen, setOpen] = useState(false)
  useEffect(() => setOpen(false), [pathname])
  return (
    <div className="layout">
      <a
        href="#main"
        className="skip"
        onClick={(event) => {
          event.preventDefault()
          main.current?.focus()
        }}
      >
        Skip to the content
      </a>
      <header className="top-bar">
        <Burger
          size="sm"
          color="#d9dbdd"
          opened={isOpen}
          onClick={() => setOpen(!isOpen)}
          aria-label="Menu"
        />
        <Mark />
        {slug !== undefined && <span className="where">{slug}</span>}
      </header>
      <aside className="side">
        <Mark />
        <Navigation slug={slug} />
      </aside>
      <Drawer.Root
        opened={isOpen}
        onClose={() => setOpen(false)}
        size={264}
        padding={0}
        styles={{ body: { height: '100%' } }}
      >
        <Drawer.Overlay />
        <Drawer.Content aria-label="Menu">
          <Drawer.Body>
            <div className="side in-drawer">
              <Mark />
              <Navigation slug={slug} />
            </div>
          </Drawer.Body>
        </Drawer.Content>
      </Drawer.Root>
      <main id="main" ref={main} tabIndex={-1} className="main">
        <Outlet />
      </main>
      <FreshSignIn />
      <SessionEnd />
    </div>
  )
}
