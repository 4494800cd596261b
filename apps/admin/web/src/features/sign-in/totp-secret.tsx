import type { Totp } from '@postern/contract'
import { CopyButton } from '../../components/copy-button.tsx'
import { QrCode } from './qr-code.tsx'
import './sign-in.css'

/** What an authenticator app is to be told. */
export function TotpSecret({ totp }: { readonly totp: Totp }) {
  return (
    <div className="row top totp">
      <QrCode text={totp.uri} label="QR code for the authenticator app" />
      <div className="grow stack close">
        <p>
          Scan this with an authenticator app: it shows six digits that change every half minute.
          You need them, with your password, to sign in.
        </p>
        <p className="dim small">Cannot scan? Type this secret into the app:</p>
        <div className="row">
          <code className="mono break">{totp.secret.replaceAll(/(.{4})/g, '$1 ').trim()}</code>
          <CopyButton text={totp.secret} label="Copy the secret" />
        </div>
      </div>
    </div>
  )
}
