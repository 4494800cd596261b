/** Why a schedule is none, in words for the person who wrote it. */
export class ScheduleFault extends Error {
  override readonly name = 'ScheduleFault'
}
