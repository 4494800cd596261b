/** Every function of the store that works within a tenant, with what it takes to reach what is that tenant's. */
import {
  type Check,
  type CheckId,
  type Credential,
  type CredentialId,
  checkDefaults,
  checkId,
  credentialId,
  defaultOptions,
  newUuid,
  noPolicies,
  systemContext,
  systemRetention,
  type Tenant,
  type TenantId,
  type TrustRule,
} from '@postern/domain'
import type { PlacedPush, StoredCredential, TenantDb } from '@postern/store'
import * as store from '@postern/store'

/** What a tenant has; everything in it is that tenant's alone. */
export interface Belongings {
  readonly tenant: Tenant
  readonly id: TenantId
  /** In every text of it, and nowhere else. */
  readonly word: string
  readonly credential: StoredCredential
  readonly rule: TrustRule
  readonly check: Check
  readonly group: { readonly namespace: string; readonly labelsHash: Buffer }
  readonly push: PlacedPush
}

type Call = (db: TenantDb, of: Belongings) => Promise<unknown>

const SOON = new Date('2100-01-01T00:00:00Z')
const LONG_AGO = new Date('2000-01-01T00:00:00Z')
const MICROS = 1_800_000_000_000_000
const NOW_MS = MICROS / 1_000

const page = { limit: 100, after: undefined } as const
const act = { action: 'tenant.update', target: { kind: 'tenant', id: 'x' } } as const
const record = {
  pings: 1,
  lastSuccessMs: NOW_MS,
  lastFailureMs: undefined,
  lastDurationSeconds: undefined,
  lastExitStatus: undefined,
  failuresInRow: 0,
  runEndsMs: [NOW_MS],
  open: [],
  ended: [],
}

const newId = (): CredentialId => credentialId(newUuid(NOW_MS))
const newCheckId = (): CheckId => checkId(newUuid(NOW_MS))

async function visited<T>(visit: (see: (one: T) => void) => Promise<void>): Promise<T[]> {
  const seen: T[] = []
  await visit((one) => seen.push(one))
  return seen
}

/** Those that are asked, and change nothing. */
const reads: Readonly<Record<string, Call>> = {
  findAuditHead: (db, { id }) => store.findAuditHead(db, id),
  findCheck: (db, { id, check }) => store.findCheck(db, id, check.id),
  findCheckRecord: (db, { id, check }) => store.findCheckRecord(db, id, check.id),
  findCredentials: (db, { id, credential }) => store.findCredentials(db, id, [credential.id]),
  findGroupContent: (db, { id, group }) => store.findGroupContent(db, id, group),
  findGroupContents: (db, { id, group }) => store.findGroupContents(db, id, [group]),
  findGroupRecords: (db, { id, group }) => store.findGroupRecords(db, id, [group]),
  findHead: (db, { id }) => store.findHead(db, id),
  findLimits: (db, { id }) => store.findLimits(db, id),
  findNamespaceOptions: (db, { id }) => store.findNamespaceOptions(db, id),
  findNextKeyEnd: (db, { id }) => store.findNextKeyEnd(db, id, LONG_AGO),
  findPosingGroup: (db, { id, word }) =>
    store.findPosingGroup(
      db,
      id,
      { name: 'job', value: word },
      { afterVersion: 0, nowMicros: NOW_MS * 1_000 },
    ),
  findRetention: (db, { id }) => store.findRetention(db, id, systemRetention),
  findTenantSeries: (db, { id }) => store.findTenantSeries(db, id),
  findUntidiness: (db, { id }) => store.findUntidiness(db, id, 0),
  listAllPushes: (db, { id }) => store.listAllPushes(db, id, 0, 100),
  listAuditEvents: (db, { id }) => store.listAuditEvents(db, id, {}, { order: 'oldest', ...page }),
  listCheckPings: (db, { id, check }) => store.listCheckPings(db, id, [check.id], 100),
  listCheckStates: (db, { id }) => store.listCheckStates(db, id, 0),
  listChecks: (db, { id }) => store.listChecks(db, id),
  listCredentials: (db, { id }) => store.listCredentials(db, id, page),
  listEndingKeys: (db, { id }) => store.listEndingKeys(db, id, { now: LONG_AGO, by: SOON }, 100),
  listExpiringKeys: (db, { id }) => store.listExpiringKeys(db, id),
  listGroupRecords: (db, { id }) => store.listGroupRecords(db, id, undefined, 100),
  listNamespaces: (db, { id }) => store.listNamespaces(db, id),
  listPushes: (db, { id, group }) => store.listPushes(db, id, group, { limit: 100 }),
  listTrustRules: (db, { id }) => store.listTrustRules(db, id),
  listUsage: (db, { id }) => store.listUsage(db, id, LONG_AGO),
  lockCredential: (db, { id, credential }) => store.lockCredential(db, id, credential.id),
  lockHead: (db, { id }) => store.lockHead(db, id),
  lockTenant: (db, { id }) => store.lockTenant(db, id),
  lockTrustRule: (db, { id, rule }) => store.lockTrustRule(db, id, rule.id),
  oldestAuditEvent: (db, { id }) => store.oldestAuditEvent(db, id),
  previewRetention: (db, { id }) => store.previewRetention(db, id, noPolicies(systemRetention)),
  readOtherRates: (db, { id }) => store.readOtherRates(db, id, newUuid(NOW_MS), ['push'], LONG_AGO),
  settleTime: async (db, { id }) => {
    const head = await store.findHead(db, id)
    return head && store.settleTime(db, id, head)
  },
  visitChangedEntries: (db, { id }) => visited((see) => store.visitChangedEntries(db, id, 0, see)),
  visitChangedGroups: (db, { id }) => visited((see) => store.visitChangedGroups(db, id, 0, see)),
  wasCarriedOut: (db, { id }) => store.wasCarriedOut(db, id, newUuid(NOW_MS), LONG_AGO),
}

/** Those that add. */
const additions: Readonly<Record<string, Call>> = {
  appendAudit: (db, { id }) => store.appendAudit(db, id, systemContext(NOW_MS), act),
  appendAuditOnce: (db, { id }) =>
    store.appendAuditOnce(db, id, systemContext(NOW_MS), act, LONG_AGO),
  insertCheck: (db, { id, check, word }) =>
    store.insertCheck(db, id, {
      ...check,
      id: newCheckId(),
      name: `${word}-2`,
      labels: ['job', `${word}-2`],
    }),
  insertCredential: (db, { credential }) =>
    store.insertCredential(db, { ...credential, id: newId() }, credential.secret),
  insertNamespace: (db, { id }) =>
    store.insertNamespace(db, id, { name: 'another', createdAt: LONG_AGO }),
  lockAuditHead: (db, { id }) => store.lockAuditHead(db, id),
  insertTrustRule: (db, { rule }) => store.insertTrustRule(db, { ...rule, id: newId() }),
  noteKeyEnd: (db, { id }) => store.noteKeyEnd(db, id, SOON),
  recordTotals: (db, { id }) =>
    store.recordTotals(
      db,
      id,
      { pushes: 1, refusals: 1, held: { groups: 1, series: 1 }, nextCheckDown: SOON },
      SOON,
    ),
  recordTrustRuleUses: (db, { id, rule }) =>
    store.recordTrustRuleUses(db, id, new Map([[rule.id, SOON]])),
  recordUsage: (db, { id }) =>
    store.recordUsage(
      db,
      id,
      { pushes: 1, samples: 1, refusals: new Map([['x', 1]]), held: { groups: 1, series: 1 } },
      SOON,
    ),
  recordUses: (db, { id, credential }) =>
    store.recordUses(db, id, new Map([[credential.id, { at: SOON }]])),
  reportRates: (db, { id }) =>
    store.reportRates(db, id, newUuid(NOW_MS), new Map([['push', { demand: 1, fill: 1 }]]), SOON),
  saveCheckStates: (db, { id, check }) =>
    store.saveCheckStates(db, id, [{ id: check.id, record }], [], 2),
  saveBatch: (db, { id, push }) =>
    store.saveBatch(db, id, {
      groups: [
        {
          namespace: 'default',
          groupingKey: [...push.groupingKey, 'more', 'x'],
          content: new Uint8Array([1]),
          pushedAtMicros: MICROS,
          failedAtMicros: undefined,
          createdVersion: 1,
          expiry: undefined,
        },
      ],
      pushes: [{ ...push, atMicros: push.atMicros + 1 }],
      version: 2,
      atMicros: MICROS,
    }),
  saveNamespaceLimits: (db, { id }) =>
    store.saveNamespaceLimits(db, id, 'default', { maxSeriesPerPush: 1 }, SOON),
  saveNamespaceRetention: (db, { id }) =>
    store.saveNamespaceRetention(db, id, 'default', { defaultMs: 60_000, jobs: [] }),
  saveTenantLimits: (db, { id }) => store.saveTenantLimits(db, id, { maxSeriesPerPush: 1 }, SOON),
  saveTenantRetention: (db, { id }) => store.saveTenantRetention(db, id, { defaultMs: 60_000 }),
  saveTenantSeries: (db, { id }) =>
    store.saveTenantSeries(db, id, { totals: true, keyExpiry: true }),
  takeToken: (db, { id, rule, word }) =>
    store.takeToken(
      db,
      { tenantId: id, ruleId: rule.id, jtiHash: Buffer.from(word), expiresAt: SOON },
      LONG_AGO,
    ),
}

/** Those that change or take away what is there. */
const changes: Readonly<Record<string, Call>> = {
  correctTotals: (db, { id }) => store.correctTotals(db, id, { next_key_end: SOON }),
  countSettingsChange: (db, { id }) => store.countSettingsChange(db, id),
  deleteCheck: (db, { id, check }) => store.deleteCheck(db, id, check.id),
  deleteGroupsByKeys: (db, { id, group }) => store.deleteGroupsByKeys(db, id, [group]),
  deleteSomeGroups: (db, { id }) => store.deleteSomeGroups(db, id, 100),
  deleteTenantRows: (db, { id }) => store.deleteTenantRows(db, id),
  deleteTrustRule: (db, { id, rule }) => store.deleteTrustRule(db, id, rule.id),
  expireAudit: (db, { id }) => store.expireAudit(db, id, SOON, NOW_MS),
  forgetOldPushes: (db, { id }) => store.forgetOldPushes(db, id, 2 * MICROS, 100),
  forgetPushesTo: (db, { id, group }) =>
    store.forgetPushesTo(db, id, [{ namespace: group.namespace, labels_hash: group.labelsHash }]),
  forgetSurplusPushes: (db, { id }) =>
    store.forgetSurplusPushes(db, id, { sinceMicros: 0, kept: 0, limit: 100 }),
  purgeRates: (db, { id }) => store.purgeRates(db, id, SOON),
  purgeTombstones: (db, { id }) => store.purgeTombstones(db, id, 0),
  purgeUsage: (db, { id }) => store.purgeUsage(db, id, SOON),
  raisePurgedVersion: (db, { id }) => store.raisePurgedVersion(db, id, 1_000),
  raiseRetentionVersion: (db, { id }) => store.raiseRetentionVersion(db, id),
  raiseSettingsVersion: (db, { id }) => store.raiseSettingsVersion(db, id),
  replaceCredential: (db, { credential }) =>
    store.replaceCredential(db, credential, credential.id, { at: LONG_AGO }),
  revokeCredential: (db, { id, credential }) =>
    store.revokeCredential(db, id, credential.id, LONG_AGO),
  setGroupRetention: (db, { id, group }) =>
    store.setGroupRetention(db, id, [group], 60_000, { system: systemRetention }),
  setHeadVersion: (db, { id }) => store.setHeadVersion(db, id, 1_000, MICROS),
  setNamespaceOptions: (db, { id }) =>
    store.setNamespaceOptions(db, id, 'default', { ...defaultOptions, ownership: 'owned' }),
  setRecomputedVersion: (db, { id }) => store.setRecomputedVersion(db, id, 1_000),
  sweepGroups: (db, { id }) => store.sweepGroups(db, id, 100, () => 2 * MICROS),
  updateCheck: (db, { id, check }) => store.updateCheck(db, id, { ...check, name: 'changed' }),
  updateTrustRule: (db, { rule }) => store.updateTrustRule(db, { ...rule, name: 'changed' }),
}

/** By the name of the function. */
export const storeCalls: Readonly<Record<string, Call>> = { ...reads, ...additions, ...changes }

/** A check and a rule as the admin app makes them, with the word in their texts. */
export function checkOf(word: string): Check {
  return {
    id: newCheckId(),
    namespace: 'default',
    name: word,
    labels: ['job', word],
    ...checkDefaults,
    armedAt: LONG_AGO,
    pausedAt: undefined,
    createdAt: LONG_AGO,
    updatedAt: LONG_AGO,
  }
}

export function ruleOf(tenantId: TenantId, word: string): TrustRule {
  return {
    tenantId,
    id: newId(),
    name: word,
    issuer: `https://${word}.example`,
    audience: `https://${word}.example/t/x`,
    conditions: { sub: [word] },
    scopes: ['push'],
    namespaces: ['*'],
    labelRules: {},
    jwks: undefined,
    singleUseJti: false,
    createdAt: LONG_AGO,
    updatedAt: LONG_AGO,
    lastUsedAt: undefined,
  }
}

export function pushOf({ id }: Credential, word: string): PlacedPush {
  return {
    namespace: 'default',
    groupingKey: ['job', word],
    atMicros: MICROS,
    method: 'PUT',
    refusal: undefined,
    bytes: 1,
    series: 1,
    origin: { credentialId: id, address: '192.0.2.1', userAgent: word },
  }
}
