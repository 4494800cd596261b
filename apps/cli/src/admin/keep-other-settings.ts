/** Settings that the API sets all at once; whoever types one of them means that one. */
import { getNamespaceRetention, getTenantRetention } from '@postern/contract'
import type { AdminClient } from '../client/admin-client.ts'
import { ownNamespaceLimits, ownTenantLimits } from '../client/own-limits.ts'
import type { CommandPlan } from './command-plan.ts'
import type { Call } from './read-call.ts'

type Read = (admin: AdminClient, params: Readonly<Record<string, string>>) => Promise<object>

/** By the command: the member of the body in which the settings are, and how to read them. */
const settings: Readonly<Record<string, readonly [member: string, read: Read]>> = {
  'limits set': ['limits', readLimits],
  'retention set': ['retention', readRetention],
}

/** The call with what is set already and was not spoken of. */
export async function keepOtherSettings(
  call: Call,
  { words }: CommandPlan,
  admin: AdminClient,
): Promise<Call> {
  const [member, read] = settings[words] ?? []
  if (!member || !read) return call
  const kept: Record<string, unknown> = { ...(await read(admin, call.params)) }
  for (const name of call.unset) delete kept[name]
  const body: object = { ...toObject(call.input.body) }
  const whole = { ...kept, ...toObject(Reflect.get(body, member)) }
  return { ...call, input: { ...call.input, body: { ...body, [member]: whole } } }
}

function readLimits(admin: AdminClient, { slug = '', name }: Readonly<Record<string, string>>) {
  return name === undefined
    ? ownTenantLimits(admin, { slug })
    : ownNamespaceLimits(admin, { slug, name })
}

async function readRetention(
  admin: AdminClient,
  { slug = '', name }: Readonly<Record<string, string>>,
): Promise<object> {
  const { retention } =
    name === undefined
      ? await admin.call(getTenantRetention, { params: { slug } })
      : await admin.call(getNamespaceRetention, { params: { slug, name } })
  return retention.settings
}

function toObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {}
}
