import { Button } from '@mantine/core'
import { CopyButton } from '../../components/copy-button.tsx'
import './sign-in.css'

interface RecoveryCodesProps {
  readonly codes: readonly string[]
  readonly onKept: () => void
}

/** Shown once: each opens the door once when the authenticator app is lost. */
export function RecoveryCodes({ codes, onKept }: RecoveryCodesProps) {
  const text = codes.join('\n')
  return (
    <div className="stack">
      <p>
        Keep these recovery codes where you keep passwords. Each one lets you in once without your
        authenticator app. <strong>They are not shown again.</strong>
      </p>
      <ul className="recovery-codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="row apart">
        <div className="row">
          <CopyButton text={text} label="Copy the codes" />
          <Button
            component="a"
            variant="default"
            href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
            download="postern-recovery-codes.txt"
          >
            Save as a file
          </Button>
        </div>
        <Button onClick={onKept}>I have kept them</Button>
      </div>
    </div>
  )
}
