import { setNonce } from 'get-nonce'

// Written by the server into every answer of the page. The attribute is hidden from scripts but as this property.
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

// What keeps the page from scrolling behind a dialog makes a style of its own.
setNonce(nonce)

/** For style elements that are made here: the policy lets no others in. */
export function styleNonce(): string {
  return nonce
}
