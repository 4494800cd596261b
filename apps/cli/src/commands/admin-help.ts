export const adminHelp = `Environment:
  POSTERN_ADMIN_URL    of the admin app; none: the one that "postern up" started here
  POSTERN_OPERATOR_KEY an operator's key, or POSTERN_OPERATOR_KEY_FILE, the file that holds it
  POSTERN_TENANT       the tenant that is meant where none is named`
