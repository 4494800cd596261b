import { Page } from '../../components/page.tsx'

export default function RetentionPage() {
  return <Page title="Retention">{null}</Page>
}
