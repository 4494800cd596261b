import { ActionIcon, Menu } from '@mantine/core'
import type { ReactNode } from 'react'
import { Icon } from './icons.tsx'

interface MoreMenuProps {
  /** Whose acts these are, for those who hear the page. */
  readonly of: string
  /** With a frame: beside a title rather than in a row. */
  readonly isFramed?: boolean
  /** The items. */
  readonly children: ReactNode
}

/** Three dots, and behind them what can be done to a thing. */
export function MoreMenu({ of, isFramed = false, children }: MoreMenuProps) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          {...(isFramed
            ? { variant: 'default', size: 'lg' }
            : { variant: 'subtle', color: 'gray' })}
          aria-label={`What can be done to ${of}`}
        >
          <Icon name="more" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  )
}
