import './first-push.css'
import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { CodeBlock } from '../../components/code-block.tsx'
import { Failure } from '../../components/failure.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { withKey } from '../credentials/with-key.ts'
import { useMay } from '../session/session.ts'
import { snippetsQuery } from './queries.ts'
import type { Activity } from './tenant-now.tsx'

interface FirstPushProps {
  readonly slug: string
  readonly activity: Activity
}

/** A tenant to which nobody pushed yet: what to do, and the moment when it happens. */
export function FirstPush({ slug, activity }: FirstPushProps) {
  const [wasEmpty] = useState(activity.lastPushAt === null)
  const make = useMakeKey(slug)
  if (!wasEmpty) return null
  const isThere = activity.lastPushAt !== null
  const secret = make.data?.secret
  return (
    <div className="panel first-push">
      <div className="panel-head">
        <h2>{isThere ? 'The first push is here' : 'Push something: three steps'}</h2>
      </div>
      <ol className="panel-body">
        <li className={secret !== undefined || isThere ? 'done' : ''}>
          <h3>Make a key to push with</h3>
          <Key make={make} isThere={isThere} />
        </li>
        <li className={isThere ? 'done' : ''}>
          <h3>Push with it, from a shell</h3>
          <Command slug={slug} secret={secret} />
        </li>
        <li className={isThere ? 'done' : ''}>
          <h3>{isThere ? 'It is here' : 'See it arrive'}</h3>
          <p role="status">
            {isThere ? (
              <>
                Look at it in{' '}
                <Link to="/tenants/$slug/groups" params={{ slug }}>
                  Groups
                </Link>
                , then let Prometheus scrape it: the configuration is below, under Connect.
              </>
            ) : (
              <>
                <span className="pulse" />
                Waiting for the first push. This page notices it by itself.
              </>
            )}
          </p>
        </li>
      </ol>
    </div>
  )
}

interface KeyProps {
  readonly make: ReturnType<typeof useMakeKey>
  readonly isThere: boolean
}

function Key({ make, isThere }: KeyProps) {
  const mayMake = useMay()('tenant-operator')
  const secret = make.data?.secret
  if (!mayMake) {
    return <p className="dim">Your role can look only: an operator of the tenant makes keys.</p>
  }
  if (secret !== undefined) {
    return (
      <div className="stack close">
        <p>This is the only time that it is shown. Keep it where your job finds it.</p>
        <CodeBlock text={secret} label="the key" wrap takesFocus />
      </div>
    )
  }
  if (isThere) return null
  return (
    <div className="stack close">
      <div>
        <Button onClick={() => make.mutate()} loading={make.isPending}>
          Make a push key
        </Button>
      </div>
      {make.error && <Failure error={make.error} />}
    </div>
  )
}

function useMakeKey(slug: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () =>
      call(endpoints.issueCredential, {
        params: { slug },
        body: { name: 'First push', scopes: ['push', 'delete'], namespaces: ['*'] },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['tenant', slug, 'credentials'] }),
  })
}

interface CommandProps {
  readonly slug: string
  readonly secret: string | undefined
}

function Command({ slug, secret }: CommandProps) {
  const { data: snippets, error } = useQuery(snippetsQuery(slug))
  const curl = snippets?.find(({ id }) => id === 'curl')
  if (error) return <Failure error={error} />
  if (!curl) return null
  return <CodeBlock text={withKey(curl.text, secret)} label="the command" />
}
