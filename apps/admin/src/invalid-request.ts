import { Problem } from '@postern/domain'

/** A fault that no schema can tell, said as those that one can: in which part, where in it (RFC 6901), what. */
export function invalidRequest(
  part: 'body' | 'querystring',
  pointer: string,
  detail: string,
): Problem {
  return new Problem('request-invalid', `${part} ${pointer} ${detail}`, {
    members: { errors: [{ in: part, pointer, detail }] },
  })
}
