import type { TenantsFile } from './file-schema.ts'
import type { Fault } from './schema-faults.ts'

/** What stands twice in a list in which names tell things apart. */
export function twinsIn({ tenants }: TenantsFile): Fault[] {
  const lists = ['namespaces', 'trustRules', 'credentials', 'checks'] as const
  return [
    ...repeated(
      ['tenants'],
      tenants.map(({ slug }) => slug),
    ),
    ...tenants.flatMap((tenant, index) =>
      lists.flatMap((list) =>
        repeated(
          ['tenants', index, list],
          (tenant[list] ?? []).map((each) =>
            'namespace' in each ? `${each.namespace}/${each.name}` : each.name,
          ),
        ),
      ),
    ),
  ]
}

function repeated(list: Fault['place'], names: readonly string[]): Fault[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) < index
      ? [{ place: [...list, index], words: `is the second one named ${name}` }]
      : [],
  )
}
