/** One push of the history of a group, taken or refused. */
export interface PushRecord {
  /** In microseconds since 1970; no two of a tenant are equal. */
  readonly atMicros: number
  readonly method: 'PUT' | 'POST'
  /** The code of the problem; `undefined` for a push that was taken. */
  readonly refusal: string | undefined
  /** Of the body, inflated. */
  readonly bytes: number
  readonly series: number
  readonly origin: {
    readonly credentialId: string
    readonly address: string
    readonly userAgent: string | undefined
  }
  readonly runId?: string | undefined
  readonly exitStatus?: number | undefined
  readonly durationSeconds?: number | undefined
}

/** The same as both APIs say it. */
export function pastPush(push: PushRecord) {
  const { credentialId, address, userAgent } = push.origin
  return {
    at: new Date(push.atMicros / 1_000).toISOString(),
    method: push.method,
    taken: push.refusal === undefined,
    code: push.refusal ?? null,
    bytes: push.bytes,
    series: push.series,
    credentialId,
    address,
    userAgent: userAgent ?? null,
    runId: push.runId ?? null,
    exitStatus: push.exitStatus ?? null,
    durationSeconds: push.durationSeconds ?? null,
  }
}

/** A page of them, newest first: of one more than are shown, to tell whether there is another. */
export function pastPushes(found: readonly PushRecord[], limit: number) {
  const pushes = found.slice(0, limit)
  const last = pushes.at(-1)
  return {
    pushes: pushes.map(pastPush),
    ...(last && found.length > limit ? { nextCursor: String(last.atMicros) } : {}),
  }
}
