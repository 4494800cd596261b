import { findAdmin } from '../client/find-admin.ts'
import { confirmByWord } from '../confirm-by-word.ts'
import type { Context } from '../context.ts'
import { EXIT_FAILURE } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { type IssuedSecret, joined, type Plan } from './plan.ts'
import { planTenant } from './plan-tenant.ts'
import { readTenantsFile } from './read-tenants-file.ts'
import { planLines } from './show-plan.ts'
import { readSecrets, writeSecrets } from './write-secrets.ts'

export interface ApplyOptions {
  readonly file: string
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly prune?: boolean
  readonly secretsFile?: string
}

/** The whole of `postern apply`: what is other than the file says is shown, and made so once somebody says yes. */
export async function applyTenants(options: ApplyOptions, context: Context): Promise<void> {
  const { out } = context
  const { tenants } = await readTenantsFile(options.file)
  const admin = await findAdmin(context.env)
  const plans: Plan[] = []
  for (const entry of tenants) {
    plans.push(await planTenant(entry, { admin, prune: options.prune ?? false }))
  }
  const plan = joined(plans)
  refuseConflicts(plan)
  if (plan.steps.length === 0) return out.print('nothing to do')
  for (const line of planLines(plan, out)) out.print(line)
  if (options.dryRun) return out.print(`${plan.steps.length} to do; nothing was done`)
  if (options.secretsFile !== undefined) await readSecrets(options.secretsFile)
  if (!options.yes) await confirmByWord(`${plan.steps.length} to do.`, undefined, context.ask)
  await carryOut(plan, options, context)
}

function refuseConflicts({ conflicts }: Plan): void {
  if (conflicts.length === 0) return
  const lines = conflicts.map(({ what, why }) => `${what}: ${why}`)
  throw new Failure(EXIT_FAILURE, `nothing was done\n  ${lines.join('\n  ')}`)
}

/** Each step is whole by itself: when one fails, the next run goes on from there. */
async function carryOut(
  { steps }: Plan,
  { secretsFile }: ApplyOptions,
  { out }: Context,
): Promise<void> {
  // Told or written as soon as there is one: it cannot be had again.
  const giveSecret = async (issued: IssuedSecret) => {
    if (secretsFile !== undefined) await writeSecrets(secretsFile, issued)
    else out.print(`${issued.tenant}/${issued.name}: ${issued.secret}`)
  }
  let carriedOut = 0
  for (const { what, act } of steps) {
    try {
      await act(giveSecret)
      carriedOut++
    } catch (error) {
      const exitCode = error instanceof Failure ? error.exitCode : EXIT_FAILURE
      const message = `${what} failed, after ${carriedOut} of ${steps.length}`
      throw new Failure(exitCode, message, { cause: error })
    }
  }
  out.print(`${carriedOut} done`)
}
