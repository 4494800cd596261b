export * from './accounts.ts'
export * from './audit.ts'
export * from './change-groups.ts'
export * from './check.ts'
export * from './checks.ts'
export * from './common.ts'
export * from './configuration.ts'
export * from './credentials.ts'
export * from './endpoint.ts'
export * from './group-metrics.ts'
export {
  type Group,
  GroupPath,
  GroupQuery,
  getActivity,
  getGroup,
  listGroups,
  MAX_GROUP_PAGE_SIZE,
} from './groups.ts'
export * from './limits.ts'
export * from './namespaces.ts'
export * from './operator-keys.ts'
export * from './overview.ts'
export * from './past-pushes.ts'
export * from './retention.ts'
export * from './series.ts'
export * from './sessions.ts'
export * from './sign-in.ts'
export * from './signing-keys.ts'
export * from './snippets/make-snippets.ts'
export type { SnippetContext } from './snippets/snippet-context.ts'
export * from './tenants.ts'
export * from './trust-rules.ts'
export * from './whoami.ts'
