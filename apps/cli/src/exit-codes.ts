/** What scripts rely on; `docs/reference/cli.md` has them for people. */
export const EXIT_OK = 0
export const EXIT_FAILURE = 1
/** The command line itself was wrong, or what it gave to the server. */
export const EXIT_USAGE = 2
/** Not let in, or not for this. */
export const EXIT_AUTH = 3
/** More, larger or faster than may be. */
export const EXIT_LIMIT = 4
/** The server did not answer, or could not do it. */
export const EXIT_SERVER = 5
