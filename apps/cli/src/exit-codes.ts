export const EXIT_OK = 0
export const EXIT_FAILURE = 1
/** The command line itself was wrong. */
export const EXIT_USAGE = 2
