import { Type } from 'typebox'
import { PEPPER_MIN_LENGTH } from './key-hasher.ts'
import { SettingsError } from './load-settings.ts'

/** What secrets are hashed and sealed with: the same for all processes. */
export const pepperSettings = {
  POSTERN_PEPPER: Type.String({
    minLength: PEPPER_MIN_LENGTH,
    secret: true,
    description: `at least ${PEPPER_MIN_LENGTH} random characters, as "openssl rand -base64 32" prints them`,
  }),
  POSTERN_PEPPER_FORMER: Type.Optional(
    Type.String({
      secret: true,
      description: 'peppers from before, one a line',
    }),
  ),
} as const

/** Throws a `SettingsError` for what was never a pepper. */
export function readFormerPeppers({
  POSTERN_PEPPER_FORMER: text = '',
}: {
  readonly POSTERN_PEPPER_FORMER?: string | undefined
}): string[] {
  const peppers = text.split(/\r?\n/).filter((each) => each !== '')
  if (peppers.every(({ length }) => length >= PEPPER_MIN_LENGTH)) return peppers
  throw new SettingsError([
    `POSTERN_PEPPER_FORMER: its value is not valid; expected peppers of at least ${PEPPER_MIN_LENGTH} characters each, one a line`,
  ])
}
