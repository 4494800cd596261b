/** Variables of those who call: the `postern` command reads them, and no server takes them for misspelt settings. */
import { Type } from 'typebox'

export const clientSettings = {
  POSTERN_URL: Type.String(),
  POSTERN_TOKEN: Type.String(),
  POSTERN_AUDIENCE: Type.String(),
  POSTERN_TENANT: Type.String(),
  POSTERN_ADMIN_URL: Type.String(),
  POSTERN_OPERATOR_KEY: Type.String(),
} as const
