import { ActionIcon, CopyButton as Copying, Tooltip } from '@mantine/core'
import { Icon } from './icons.tsx'

interface CopyButtonProps {
  readonly text: string
  /** What is copied, for those who hear the page: "Copy the key". */
  readonly label?: string
}

export function CopyButton({ text, label = 'Copy' }: CopyButtonProps) {
  return (
    <Copying value={text} timeout={2_000}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : label}>
          <ActionIcon
            variant={copied ? 'light' : 'subtle'}
            color={copied ? 'petrol' : 'gray'}
            onClick={copy}
            aria-label={copied ? 'Copied' : label}
          >
            <Icon name={copied ? 'done' : 'copy'} />
          </ActionIcon>
        </Tooltip>
      )}
    </Copying>
  )
}
