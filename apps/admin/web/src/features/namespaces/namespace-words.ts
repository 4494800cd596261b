import type { Namespace } from '@postern/contract'

export const ownershipWords: Readonly<Record<Namespace['ownership'], string>> = {
  shared: 'all who may push there',
  owned: 'who made them',
}
