import { Button, Checkbox } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { Failure } from '../../components/failure.tsx'
import { LoadMore } from '../../components/load-more.tsx'
import { Empty, Page, Panel } from '../../components/page.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { useNow } from '../../lib/use-now.ts'
import { useMay } from '../session/session.ts'
import { standingOf } from './credential-state.tsx'
import { CredentialTable } from './credential-table.tsx'
import { NewCredential } from './new-credential.tsx'
import { credentialsQuery } from './queries.ts'

export default function CredentialsPage() {
  const { slug } = useParams({ from: '/tenants/$slug/credentials' })
  const mayMake = useMay()('tenant-operator')
  const [isMaking, setMaking] = useState(false)
  const [withEnded, setWithEnded] = useState(false)
  const nowMs = useNow()
  const pages = useInfiniteQuery({ ...credentialsQuery(slug), refetchInterval: 15_000 })
  const all = pages.data?.pages.flatMap(({ credentials }) => credentials).toReversed()
  const shown = all?.filter((one) => withEnded || standingOf(one, nowMs).isLive)
  return (
    <Page
      title="Credentials"
      what="API keys: what jobs push with, and Prometheus scrapes with. Their secrets are shown once."
      actions={mayMake && <Button onClick={() => setMaking(true)}>New key</Button>}
    >
      <Panel
        title={shown && shown.length > 0 ? 'Keys, the newest first' : 'Keys'}
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
        {shown?.length === 0 && (
          <Empty title={all?.length === 0 ? 'There is no key yet' : 'No key is of use now'}>
            <p>
              A job needs a key with the scope <code className="mono">push</code>, Prometheus one
              with <code className="mono">scrape</code>. Give each its own: then one can be revoked
              alone, and every group says which key pushed it.
            </p>
            {mayMake && <Button onClick={() => setMaking(true)}>Make a key</Button>}
          </Empty>
        )}
        {shown && shown.length > 0 && <CredentialTable slug={slug} credentials={shown} />}
        <LoadMore pages={pages} />
      </Panel>
      {isMaking && <NewCredential slug={slug} onClose={() => setMaking(false)} />}
    </Page>
  )
}
