import type { Command } from 'commander'

/** Which group is meant, and at which gateway. */
export function addGroupOptions(command: Command): Command {
  return addGatewayOptions(command)
    .requiredOption('--job <name>', 'the job label of the group')
    .option('--grouping <name=value>', 'another label of the group; may be given often', collect)
    .option('--namespace <name>', 'where the group lies; that of the key when not given')
    .option('--ttl <duration>', 'how long the group stays after this push, such as 2h or 35d')
}

export function addGatewayOptions(command: Command): Command {
  return command.option('--url <address>', 'of the gateway (POSTERN_URL)')
}

export function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text]
}

export const gatewayHelp = `Environment:
  POSTERN_URL          of the gateway; none: the one that "postern up" started here
  POSTERN_TOKEN        a key or a token, or POSTERN_TOKEN_FILE, the file that holds it; none: the
                       identity that GitHub Actions or Kubernetes gives the job
  POSTERN_AUDIENCE     for whom GitHub makes its token; none: POSTERN_URL/t/POSTERN_TENANT`
