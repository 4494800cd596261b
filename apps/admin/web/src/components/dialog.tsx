import { Modal } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'

interface DialogProps {
  readonly title: string
  /** For more than a few short fields. */
  readonly isWide?: boolean
  /** What is in it is shown once: its own button closes it, and no slip of the hand. */
  readonly isKept?: boolean
  readonly onClose: () => void
  readonly children: ReactNode
}

/** Stands over the page for as long as it is rendered. */
export function Dialog({ title, isWide = false, isKept = false, onClose, children }: DialogProps) {
  useFocusBack()
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={isWide ? 'lg' : 'md'}
      closeOnClickOutside={!isKept}
      closeOnEscape={!isKept}
      withCloseButton={!isKept}
    >
      {children}
    </Modal>
  )
}

/** What led to the dialog that was opened last, and before that to those through which one came to it. */
let openers: readonly HTMLElement[] = []

// A dialog over a dialog that somebody came to by a menu.
const MOST_OPENERS = 4

/** When the dialog is gone, whoever has no mouse is where they were before. */
export function useFocusBack(): void {
  const [chain] = useState(() => {
    openers = [...openerNow(), ...openers].slice(0, MOST_OPENERS)
    return openers
  })
  useEffect(
    () => () => {
      // By then it is known whether something else has taken the focus.
      setTimeout(() => {
        if (document.activeElement !== document.body) return
        chain.find(({ isConnected }) => isConnected)?.focus({ preventScroll: true })
      })
    },
    [chain],
  )
}

/** What has the focus; of a menu, which closes, what opens it. */
function openerNow(): HTMLElement[] {
  const { activeElement } = document
  if (!(activeElement instanceof HTMLElement) || activeElement === document.body) return []
  const menu = activeElement.closest('[role="menu"]')
  const target = menu && document.getElementById(menu.getAttribute('aria-labelledby') ?? '')
  return [target ?? activeElement]
}
