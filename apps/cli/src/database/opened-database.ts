import type { RuntimeRole } from '@postern/store'

/** A database whose roles exist; its schema may be an old one. */
export interface OpenDatabase extends AsyncDisposable {
  readonly urls: Readonly<Record<RuntimeRole | 'owner', string>>
  /** Where it is, in words. */
  readonly description: string
}
