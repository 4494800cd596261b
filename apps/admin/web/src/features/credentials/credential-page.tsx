import { Button } from '@mantine/core'
import type { Credential } from '@postern/contract'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { Failure } from '../../components/failure.tsx'
import { Page, Panel } from '../../components/page.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { useNow } from '../../lib/use-now.ts'
import { useMay } from '../session/session.ts'
import { CredentialFacts } from './credential-facts.tsx'
import { CredentialState, standingOf } from './credential-state.tsx'
import { credentialQuery } from './queries.ts'
import { RevokeCredential } from './revoke-credential.tsx'
import { RotateCredential } from './rotate-credential.tsx'
import { Rotation } from './rotation.tsx'

// Last uses are written once a minute; rotations are watched.
const REFRESH_MS = 5_000

export default function CredentialPage() {
  const { slug, id } = useParams({ from: '/tenants/$slug/credentials/$id' })
  const { data, error, refetch } = useQuery({
    ...credentialQuery(slug, id),
    refetchInterval: REFRESH_MS,
  })
  if (!data) {
    return (
      <Page title="Key">
        {error ? (
          <Failure error={error} onRetry={() => void refetch()} />
        ) : (
          <Panel>
            <Waiting />
          </Panel>
        )}
      </Page>
    )
  }
  return (
    <Page
      title={data.name}
      heading={
        <span className="row">
          <span className="break">{data.name}</span> <CredentialState credential={data} />
        </span>
      }
      what={
        <Link to="/tenants/$slug/credentials" params={{ slug }}>
          All credentials
        </Link>
      }
      actions={<Actions slug={slug} credential={data} />}
    >
      <Rotation slug={slug} credential={data} />
      <CredentialFacts credential={data} />
    </Page>
  )
}

interface ActionsProps {
  readonly slug: string
  readonly credential: Credential
}

function Actions({ slug, credential }: ActionsProps) {
  const mayChange = useMay()('tenant-operator')
  const { isLive } = standingOf(credential, useNow())
  const [open, setOpen] = useState<'rotate' | 'revoke'>()
  const close = () => setOpen(undefined)
  return (
    <>
      {mayChange && isLive && (
        <>
          <Button variant="default" onClick={() => setOpen('rotate')}>
            Rotate
          </Button>
          <Button color="red" variant="light" onClick={() => setOpen('revoke')}>
            Revoke
          </Button>
        </>
      )}
      {/* Kept while open, whatever becomes of the key: the secret of its successor is in there. */}
      {open === 'rotate' && (
        <RotateCredential slug={slug} credential={credential} onClose={close} />
      )}
      {open === 'revoke' && (
        <RevokeCredential slug={slug} credential={credential} onClose={close} />
      )}
    </>
  )
}
