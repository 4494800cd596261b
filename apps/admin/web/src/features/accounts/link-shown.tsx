import { Button } from '@mantine/core'
import { CodeBlock } from '../../components/code-block.tsx'
import { Time } from '../../components/time.tsx'
import type { Linked } from './account-calls.ts'

interface LinkShownProps {
  readonly linked: Linked
  readonly onKept: () => void
}

/** A link that lets one person in once: to be handed on. */
export function LinkShown({ linked: { account, link, expiresAt }, onKept }: LinkShownProps) {
  return (
    <div className="stack">
      <p>
        Hand this link to {account.name} ({account.email}). Postern sends no mail. It works once,
        and ends <Time at={expiresAt} />. <strong>It is not shown again.</strong>
      </p>
      <CodeBlock text={link} label="the link" wrap takesFocus />
      <div className="row end">
        <Button onClick={onKept}>I have it</Button>
      </div>
    </div>
  )
}
