import { Link } from '@tanstack/react-router'
import { Page } from '../components/page.tsx'

/** For an address that is none. */
export function Lost() {
  return (
    <Page title="There is no such page" what="The address may be old, or cut off.">
      <p>
        <Link to="/">Go to the first page</Link>
      </p>
    </Page>
  )
}
