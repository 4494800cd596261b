import type { Credential } from '@postern/contract'
import { useQueryClient } from '@tanstack/react-query'
import { Confirm } from '../../components/confirm.tsx'
import { sayDone } from '../../components/form.ts'
import { Time } from '../../components/time.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'

interface RevokeCredentialProps {
  readonly slug: string
  readonly credential: Credential
  readonly onClose: () => void
}

export function RevokeCredential({ slug, credential, onClose }: RevokeCredentialProps) {
  const client = useQueryClient()
  const { id, name, lastUsedAt } = credential
  const revoke = async () => {
    await call(endpoints.revokeCredential, { params: { slug, id } })
    await client.invalidateQueries({ queryKey: ['tenant', slug, 'credentials'] })
    sayDone(`“${name}” is revoked, everywhere within about a second.`)
  }
  return (
    <Confirm title={`Revoke “${name}”?`} action="Revoke" onConfirm={revoke} onClose={onClose}>
      <p>
        Whoever uses it gets 401 from now on, on every replica within about a second. It cannot be
        taken back; to change keys without a gap, rotate instead.
      </p>
      <p>
        Last used: <Time at={lastUsedAt} none="never" />
      </p>
    </Confirm>
  )
}
