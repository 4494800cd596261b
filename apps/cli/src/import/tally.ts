/** What became of the groups of one import. */
import type { Outcome } from './send-groups.ts'

export class Tally {
  imported = 0
  /** Held here like that already. */
  unchanged = 0
  /** Pushed here later. */
  newer = 0
  /** Over, by the retention that holds here. */
  expired = 0
  refused = 0
  /** Never pushed with success, or not readable. */
  skipped = 0

  count({ status, changed, code }: Outcome): void {
    if (status === 200) this[changed ? 'imported' : 'unchanged']++
    else if (code === 'import-outdated') this.newer++
    else if (code === 'import-expired') this.expired++
    else this.refused++
  }

  get words(): string {
    const parts = [
      `${this.imported} imported`,
      `${this.unchanged} unchanged`,
      this.newer > 0 ? `${this.newer} pushed here later` : undefined,
      this.expired > 0 ? `${this.expired} expired` : undefined,
      this.refused > 0 ? `${this.refused} refused` : undefined,
      this.skipped > 0 ? `${this.skipped} left out` : undefined,
    ]
    return parts.filter((part) => part !== undefined).join(', ')
  }
}
