import { Button } from '@mantine/core'
import type * as contract from '@postern/contract'
import type { Reply } from '@postern/contract'
import { useQuery } from '@tanstack/react-query'
import { CodeBlock } from '../../components/code-block.tsx'
import { snippetsQuery } from '../tenants/queries.ts'
import { SnippetTabs } from './snippet-tabs.tsx'

export type Issued = Reply<typeof contract.issueCredential>

interface SecretShownProps {
  readonly slug: string
  readonly issued: Issued
  readonly onKept: () => void
}

/** The secret, this once, and what to paste where. */
export function SecretShown({ slug, issued: { credential, secret }, onKept }: SecretShownProps) {
  const namespace = credential.namespaces.find((name) => name !== '*')
  const { data: snippets = [] } = useQuery(snippetsQuery(slug, namespace))
  const may = (scope: string) => credential.scopes.some((one) => one === scope)
  const useful = snippets.filter(
    ({ group }) => (group === 'push' && may('push')) || (group === 'scrape' && may('scrape')),
  )
  return (
    <div className="stack">
      <div className="notice warn">
        Copy it now. <strong>It is not shown again</strong>: Postern keeps no more than its hash.
      </div>
      <CodeBlock text={secret} label="the key" wrap takesFocus />
      {useful.length > 0 && (
        <>
          <p>With it, ready to paste:</p>
          <SnippetTabs snippets={useful} secret={secret} />
        </>
      )}
      <div className="row end">
        <Button onClick={onKept}>I have kept it</Button>
      </div>
    </div>
  )
}
