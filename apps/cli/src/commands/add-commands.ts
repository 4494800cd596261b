import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { applyCommand } from './apply.ts'
import { auditVerifyCommand } from './audit-verify.ts'
import { completionCommand } from './completion.ts'
import { deleteCommand } from './delete.ts'
import { importCommand } from './import.ts'
import { migrateCommand } from './migrate.ts'
import { pushCommand } from './push.ts'
import { runCommand } from './run.ts'
import { setUpLinkCommand } from './setup-link.ts'
import { upCommand } from './up.ts'
import { validateCommand } from './validate.ts'
import { whoamiCommand } from './whoami.ts'

type AddCommand = (command: Command, context: Context) => void

/** Commands of their own; all others are calls of the admin API. */
const own: Readonly<Record<string, AddCommand>> = {
  up: upCommand,
  migrate: migrateCommand,
  'setup-link': setUpLinkCommand,
  run: runCommand,
  push: pushCommand,
  delete: deleteCommand,
  validate: validateCommand,
  whoami: whoamiCommand,
  apply: applyCommand,
  import: importCommand,
}

/** Without a first word that decides, all of them. Made by the program, so that they inherit what is set on it. */
export async function addCommands(
  program: Command,
  context: Context,
  first: string | undefined,
): Promise<void> {
  for (const [name, add] of Object.entries(own)) add(program.command(name), context)
  if (first !== undefined && first in own) return
  const { addAdminCommands } = await import('../admin/add-admin-commands.ts')
  addAdminCommands(program, context)
  const audit = program.commands.find((command) => command.name() === 'audit')
  if (audit) auditVerifyCommand(audit.command('verify'), context)
  completionCommand(program, context)
}
