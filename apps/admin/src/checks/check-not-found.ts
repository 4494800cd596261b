import { Problem } from '@postern/domain'

export function checkNotFound(): Problem {
  return new Problem('check-not-found', 'there is no check of this id')
}
