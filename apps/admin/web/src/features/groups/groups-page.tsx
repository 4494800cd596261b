import './groups.css'
import { Button, Menu } from '@mantine/core'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { Page } from '../../components/page.tsx'
import { useMay } from '../session/session.ts'
import { ChangeChosen } from './change-chosen.tsx'
import { DeleteChosen } from './delete-chosen.tsx'
import { GroupDrawer } from './group-drawer.tsx'
import { GroupFilter } from './group-filter.tsx'
import { GroupList } from './group-list.tsx'
import type { GroupSearch } from './group-search.ts'

const FROM = '/tenants/$slug/groups'

export default function GroupsPage() {
  const { slug } = useParams({ from: FROM })
  const search = useSearch({ from: FROM })
  const navigate = useNavigate({ from: FROM })
  const mayChange = useMay()('tenant-operator')
  const [acting, setActing] = useState<'delete' | 'extend'>()
  const show = (wanted: GroupSearch) => void navigate({ search: wanted, replace: true })
  const open = (place: string | undefined) => {
    const { open: _, ...others } = search
    void navigate({ search: place === undefined ? others : { ...others, open: place } })
  }
  return (
    <Page
      title="Groups"
      what="What was pushed, by grouping key, as the next scrape shows it."
      actions={
        mayChange && (
          <Menu position="bottom-end">
            <Menu.Target>
              <Button variant="default">Act on all of these…</Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => setActing('extend')}>Keep longer or shorter…</Menu.Item>
              <Menu.Item color="red" onClick={() => setActing('delete')}>
                Delete by selector…
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )
      }
    >
      <section className="panel groups-panel">
        <GroupFilter slug={slug} search={search} onSearch={show} />
        <GroupList
          key={JSON.stringify({ ...search, open: undefined })}
          slug={slug}
          search={search}
          onSearch={show}
          onOpen={open}
        />
      </section>
      {search.open !== undefined && (
        <GroupDrawer slug={slug} open={search.open} onClose={() => open(undefined)} />
      )}
      {acting === 'delete' && (
        <DeleteChosen slug={slug} search={search} onClose={() => setActing(undefined)} />
      )}
      {acting === 'extend' && (
        <ChangeChosen slug={slug} search={search} onClose={() => setActing(undefined)} />
      )}
    </Page>
  )
}
