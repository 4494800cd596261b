import { Menu } from '@mantine/core'
import type { Tenant } from '@postern/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Confirm } from '../../components/confirm.tsx'
import { sayFailed } from '../../components/form.ts'
import { MoreMenu } from '../../components/more-menu.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { useMay } from '../session/session.ts'
import { EditTenant } from './edit-tenant.tsx'
import { ExportTenant } from './export-tenant.tsx'

type Open = 'edit' | 'suspend' | 'delete' | 'wipe' | 'export'

/** What can be done to a tenant as a whole. */
export function TenantActions({ tenant }: { readonly tenant: Tenant }) {
  const [open, setOpen] = useState<Open>()
  const may = useMay()
  const close = () => setOpen(undefined)
  if (!may('tenant-admin')) return null
  return (
    <>
      <TenantMenu tenant={tenant} onOpen={setOpen} />
      {open === 'edit' && <EditTenant tenant={tenant} onClose={close} />}
      {open === 'export' && <ExportTenant slug={tenant.slug} onClose={close} />}
      {open === 'suspend' && <Suspend tenant={tenant} onClose={close} />}
      {open === 'wipe' && <Wipe tenant={tenant} onClose={close} />}
      {open === 'delete' && <Delete tenant={tenant} onClose={close} />}
    </>
  )
}

interface TenantMenuProps {
  readonly tenant: Tenant
  readonly onOpen: (open: Open) => void
}

function TenantMenu({ tenant: { slug, state }, onOpen }: TenantMenuProps) {
  const isSystemAdmin = useMay()('system-admin')
  const refresh = useRefresh(slug)
  const params = { slug }
  const after = (step: Promise<unknown>) => void step.then(refresh).catch(sayFailed)
  return (
    <MoreMenu of="this tenant" isFramed>
      {isSystemAdmin && state !== 'deleted' && (
        <Menu.Item onClick={() => onOpen('edit')}>Edit…</Menu.Item>
      )}
      <Menu.Item onClick={() => onOpen('export')}>Export…</Menu.Item>
      {isSystemAdmin && state === 'active' && (
        <Menu.Item onClick={() => onOpen('suspend')}>Suspend…</Menu.Item>
      )}
      {isSystemAdmin && state === 'suspended' && (
        <Menu.Item onClick={() => after(call(endpoints.resumeTenant, { params }))}>
          Resume
        </Menu.Item>
      )}
      {isSystemAdmin && state === 'deleting' && (
        <Menu.Item onClick={() => after(call(endpoints.undeleteTenant, { params }))}>
          Take the deletion back
        </Menu.Item>
      )}
      {state === 'active' && (
        <Menu.Item color="red" onClick={() => onOpen('wipe')}>
          Delete all groups…
        </Menu.Item>
      )}
      {isSystemAdmin && (state === 'active' || state === 'suspended') && (
        <Menu.Item color="red" onClick={() => onOpen('delete')}>
          Delete the tenant…
        </Menu.Item>
      )}
    </MoreMenu>
  )
}

interface DialogProps {
  readonly tenant: Tenant
  readonly onClose: () => void
}

function Suspend({ tenant: { slug, name }, onClose }: DialogProps) {
  const refresh = useRefresh(slug)
  return (
    <Confirm
      title={`Suspend ${name}?`}
      action="Suspend"
      onConfirm={() => call(endpoints.suspendTenant, { params: { slug } }).then(refresh)}
      onClose={onClose}
    >
      <p>
        All its credentials are refused everywhere within a second: its jobs cannot push, and its
        Prometheus cannot scrape. What it holds is kept. It can be resumed at any time.
      </p>
    </Confirm>
  )
}

function Wipe({ tenant: { slug, name }, onClose }: DialogProps) {
  const refresh = useRefresh(slug)
  return (
    <Confirm
      title={`Delete all groups of ${name}?`}
      action="Delete all groups"
      word={slug}
      onConfirm={() =>
        call(endpoints.wipeTenant, { params: { slug }, body: { confirm: slug } }).then(refresh)
      }
      onClose={onClose}
    >
      <p>
        Everything that was pushed goes, in every namespace, and is in no scrape from now on. Its
        keys stay, and jobs go on pushing. This cannot be taken back.
      </p>
    </Confirm>
  )
}

function Delete({ tenant: { slug, name }, onClose }: DialogProps) {
  const refresh = useRefresh(slug)
  return (
    <Confirm
      title={`Delete ${name}?`}
      action="Delete the tenant"
      word={slug}
      onConfirm={() =>
        call(endpoints.deleteTenant, {
          params: { slug },
          querystring: { confirm: slug },
        }).then(refresh)
      }
      onClose={onClose}
    >
      <p>
        All its credentials are refused from now on. In seven days all that it holds is purged;
        until then this can be taken back. Its slug is never given out again.
      </p>
    </Confirm>
  )
}

function useRefresh(slug: string): () => Promise<void> {
  const client = useQueryClient()
  return async () => {
    await client.invalidateQueries({ queryKey: ['tenant', slug] })
    await client.invalidateQueries({ queryKey: ['tenants'] })
  }
}
