import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { CodeBlock } from '../../components/code-block.tsx'
import { Failure } from '../../components/failure.tsx'
import { Panel } from '../../components/page.tsx'
import { SnippetTabs } from '../credentials/snippet-tabs.tsx'
import { snippetsQuery } from './queries.ts'

const groups = [
  { group: 'push', name: 'Push' },
  { group: 'scrape', name: 'Scrape' },
  { group: 'alerts', name: 'Alert' },
] as const

/** Ready configuration and code: from jobs, for Prometheus, for alerts. */
export function Connect({ slug }: { readonly slug: string }) {
  const { data: snippets, error } = useQuery(snippetsQuery(slug))
  if (error) return <Failure error={error} />
  if (!snippets) return null
  return (
    <Panel title="Connect">
      <Tabs defaultValue="push" keepMounted={false} className="panel-body">
        <Tabs.List>
          {groups.map(({ group, name }) => (
            <Tabs.Tab key={group} value={group}>
              {name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {groups.map(({ group }) => {
          const found = snippets.filter((snippet) => snippet.group === group)
          const [only] = found
          return (
            <Tabs.Panel key={group} value={group} pt="md">
              {found.length > 1 && <SnippetTabs snippets={found} />}
              {found.length === 1 && only && <CodeBlock text={only.text} label={only.title} />}
            </Tabs.Panel>
          )
        })}
      </Tabs>
    </Panel>
  )
}
