import { SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { Page, Panel } from '../../components/page.tsx'
import { inWords } from '../../lib/format.ts'
import { usePerson } from '../session/session.ts'
import { Password } from './password.tsx'
import { SecondFactor } from './second-factor.tsx'
import { Sessions } from './sessions.tsx'

export default function SettingsPage() {
  const person = usePerson()
  return (
    <Page title="Settings" what="Your own account, and how these pages look to you.">
      <div className="columns">
        <Panel title="You">
          <dl className="facts panel-body">
            <dt>Name</dt>
            <dd>{person.name}</dd>
            <dt>E-mail</dt>
            <dd>{person.email ?? '–'}</dd>
            <dt>Role</dt>
            <dd>{inWords(person.role)}</dd>
            <dt>Reaches</dt>
            <dd>{person.tenant ?? 'every tenant'}</dd>
            <dt>Signs in</dt>
            <dd>{person.signsInWith === 'provider' ? 'at the provider' : 'with a password'}</dd>
          </dl>
        </Panel>
        <Theme />
        {person.signsInWith === 'password' && (
          <>
            <Password />
            <SecondFactor />
          </>
        )}
      </div>
      <Sessions />
    </Page>
  )
}

const themes = [
  { value: 'auto', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const

function Theme() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Panel title="Theme">
      <div className="panel-body">
        <SegmentedControl
          aria-label="Theme"
          data={[...themes]}
          value={colorScheme}
          onChange={setColorScheme}
        />
      </div>
    </Panel>
  )
}
