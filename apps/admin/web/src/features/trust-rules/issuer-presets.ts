import type { TrustRuleValues } from './trust-rule-values.ts'

interface IssuerPreset {
  readonly name: string
  readonly hint: string
  readonly values: Partial<TrustRuleValues>
}

/** What the platforms call themselves, and the claims that are worth a rule. */
export const issuerPresets: readonly IssuerPreset[] = [
  {
    name: 'GitHub Actions',
    hint: 'Names of owners and repositories can be taken over, their numbers cannot: gh api /repos/OWNER/REPO --jq .id',
    values: {
      name: 'GitHub Actions',
      issuer: 'https://token.actions.githubusercontent.com',
      conditions: [
        { label: 'repository_id', patterns: [] },
        { label: 'ref', patterns: ['refs/heads/main'] },
      ],
    },
  },
  {
    name: 'GitLab CI',
    hint: 'The issuer is the address of your GitLab. The number of a project is on its first page.',
    values: {
      name: 'GitLab CI',
      issuer: 'https://gitlab.com',
      conditions: [
        { label: 'project_id', patterns: [] },
        { label: 'ref_protected', patterns: ['true'] },
      ],
    },
  },
  {
    name: 'Kubernetes',
    hint: 'kubectl get --raw /.well-known/openid-configuration names the issuer; give its keys below if it cannot be reached from here: kubectl get --raw /openid/v1/jwks',
    values: {
      name: 'Kubernetes',
      issuer: 'https://kubernetes.default.svc.cluster.local',
      conditions: [{ label: 'sub', patterns: ['system:serviceaccount:NAMESPACE:NAME'] }],
    },
  },
]
