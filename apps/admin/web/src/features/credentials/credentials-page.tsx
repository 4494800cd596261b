import { Button, Checkbox, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { Failure } from '../../components/failure.tsx'
import { Icon } from '../../components/icons.tsx'
import { LoadMore } from '../../components/load-more.tsx'
import { Empty, Page, Panel } from '../../components/page.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { useMay } from '../session/session.ts'
import { CredentialTable } from './credential-table.tsx'
import { NewCredential } from './new-credential.tsx'
import { credentialsQuery } from './queries.ts'

// Last uses are written once a minute.
const REFRESH_MS = 15_000

const TYPING_MS = 300

export default function CredentialsPage() {
  const { slug } = useParams({ from: '/tenants/$slug/credentials' })
  const mayMake = useMay()('tenant-operator')
  const [isMaking, setMaking] = useState(false)
  const [withEnded, setWithEnded] = useState(false)
  const [text, setText] = useState('')
  const [search] = useDebouncedValue(text.trim(), TYPING_MS)
  const pages = useInfiniteQuery({
    ...credentialsQuery(slug, search, withEnded),
    refetchInterval: REFRESH_MS,
  })
  const shown = pages.data?.pages.flatMap(({ credentials }) => credentials)
  return (
    <Page
      title="Credentials"
      what="API keys: what jobs push with, and Prometheus scrapes with. Their secrets are shown once."
      actions={mayMake && <Button onClick={() => setMaking(true)}>New key</Button>}
    >
      <Panel
        title={
          <TextInput
            aria-label="Search by name or id"
            placeholder="Part of a name, or an id"
            leftSection={<Icon name="search" />}
            className="filter"
            maxLength={100}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        }
        actions={
          <Checkbox
            label="Ended ones too"
            checked={withEnded}
            onChange={(event) => setWithEnded(event.currentTarget.checked)}
          />
        }
      >
        {pages.error && <Failure error={pages.error} onRetry={() => void pages.refetch()} />}
        {pages.isPending && <Waiting />}
        {shown?.length === 0 &&
          (search === '' ? (
            <NoKeys withEnded={withEnded} onMake={mayMake ? () => setMaking(true) : undefined} />
          ) : (
            <p className="panel-body dim">
              {withEnded ? 'No key' : 'No key that is of use now'} has that in its name.
            </p>
          ))}
        {shown && shown.length > 0 && <CredentialTable slug={slug} credentials={shown} />}
        <LoadMore pages={pages} />
      </Panel>
      {isMaking && <NewCredential slug={slug} onClose={() => setMaking(false)} />}
    </Page>
  )
}

interface NoKeysProps {
  readonly withEnded: boolean
  readonly onMake: (() => void) | undefined
}

function NoKeys({ withEnded, onMake }: NoKeysProps) {
  return (
    <Empty title={withEnded ? 'There is no key yet' : 'No key is of use now'}>
      <p>
        A job needs a key with the scope <code className="mono">push</code>, Prometheus one with{' '}
        <code className="mono">scrape</code>. Give each its own: then one can be revoked alone, and
        every group says which key pushed it.
      </p>
      {onMake && <Button onClick={onMake}>Make a key</Button>}
    </Empty>
  )
}
