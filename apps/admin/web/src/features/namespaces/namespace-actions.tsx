import { Menu } from '@mantine/core'
import type { Namespace } from '@postern/contract'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Confirm } from '../../components/confirm.tsx'
import { sayDone } from '../../components/form.ts'
import { MoreMenu } from '../../components/more-menu.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { formatOf } from '../../lib/format.ts'
import { useMay } from '../session/session.ts'
import { EditNamespace } from './edit-namespace.tsx'

interface NamespaceActionsProps {
  readonly slug: string
  readonly namespace: Namespace
}

export function NamespaceActions({ slug, namespace }: NamespaceActionsProps) {
  const { name } = namespace
  const mayChange = useMay()('tenant-admin')
  const [open, setOpen] = useState<'edit' | 'wipe'>()
  return (
    <>
      <MoreMenu of={name}>
        <Menu.Item
          renderRoot={(props: object) => (
            <Link
              to="/tenants/$slug/limits"
              params={{ slug }}
              search={{ namespace: name }}
              {...props}
            />
          )}
        >
          Limits
        </Menu.Item>
        {mayChange && (
          <>
            <Menu.Item onClick={() => setOpen('edit')}>Edit…</Menu.Item>
            <Menu.Item color="red" onClick={() => setOpen('wipe')}>
              Delete all groups…
            </Menu.Item>
          </>
        )}
      </MoreMenu>
      {open === 'edit' && (
        <EditNamespace slug={slug} namespace={namespace} onClose={() => setOpen(undefined)} />
      )}
      {open === 'wipe' && <Wipe slug={slug} name={name} onClose={() => setOpen(undefined)} />}
    </>
  )
}

interface WipeProps {
  readonly slug: string
  readonly name: string
  readonly onClose: () => void
}

function Wipe({ slug, name, onClose }: WipeProps) {
  const client = useQueryClient()
  const word = `${slug}/${name}`
  const wipe = async () => {
    const { groups } = await call(endpoints.wipeNamespace, {
      params: { slug, name },
      body: { confirm: word },
    })
    await client.invalidateQueries({ queryKey: ['tenant', slug] })
    sayDone(`${formatOf(groups, 'group')} of ${name} deleted.`)
  }
  return (
    <Confirm
      title={`Delete all groups of ${name}?`}
      action="Delete all groups"
      word={word}
      onConfirm={wipe}
      onClose={onClose}
    >
      <p>
        Everything that was pushed into this namespace goes, and is in no scrape from now on. The
        namespace stays. This cannot be taken back.
      </p>
    </Confirm>
  )
}
