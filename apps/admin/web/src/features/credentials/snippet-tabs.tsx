import { Tabs } from '@mantine/core'
import type { Snippet } from '@postern/contract'
import { CodeBlock } from '../../components/code-block.tsx'
import { withKey } from './with-key.ts'

interface SnippetTabsProps {
  readonly snippets: readonly Snippet[]
  /** To stand where the snippets leave a place for it. */
  readonly secret?: string
}

/** One snippet at a time, to be copied whole. */
export function SnippetTabs({ snippets, secret }: SnippetTabsProps) {
  const [first] = snippets
  if (!first) return null
  return (
    <Tabs defaultValue={first.id} keepMounted={false} variant="pills">
      <Tabs.List>
        {snippets.map(({ id, title }) => (
          <Tabs.Tab key={id} value={id}>
            {title}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {snippets.map(({ id, title, text, fileName }) => (
        <Tabs.Panel key={id} value={id} pt="sm">
          <p className="dim small mono">{fileName}</p>
          <CodeBlock text={withKey(text, secret)} label={title} />
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}
