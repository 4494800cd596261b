import { invalidRequest } from '../invalid-request.ts'

/**
 * Refuses what a guesser tries first. Length does the most, and the schema asks for that; nobody is made to mix letters
 * and digits (NIST SP 800-63B section 3.1.1.2). Throws `request-invalid`.
 */
export function checkPassword(password: string, email: string): void {
  const plain = password.toLowerCase()
  const [account = ''] = email.split('@')
  const fault = faultOf(plain, email, account)
  if (fault !== undefined) throw invalidRequest('body', '/password', fault)
}

const MIN_DIFFERENT = 5

// All of them long enough for the schema, and first in every list of guesses.
const COMMON =
  /^(?:password|passw0rd|postern|administrator|prometheus|pushgateway|qwertyuiop|letmein)[^a-z]*$/

function faultOf(plain: string, email: string, account: string): string | undefined {
  if (plain.includes(email) || (account.length > 3 && plain.startsWith(account))) {
    return 'must not begin with the e-mail address'
  }
  if (new Set(plain).size < MIN_DIFFERENT) return 'is the same few characters again and again'
  if (COMMON.test(plain) || isRun(plain)) return 'is one that everybody guesses'
  return undefined
}

/** `123456789012`, `abcdefghijkl`, and backwards. */
function isRun(text: string): boolean {
  const steps = new Set<number>()
  for (let i = 1; i < text.length; i++) {
    const step = text.charCodeAt(i) - text.charCodeAt(i - 1)
    // From 9 to 0 it goes on.
    steps.add(Math.abs(step) === 9 ? -Math.sign(step) : step)
  }
  return steps.size === 1
}
