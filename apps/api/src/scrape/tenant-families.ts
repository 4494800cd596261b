/** What a scrape says of the tenant itself, beside what its groups hold: its checks, its keys, how much it holds. */
import type { TenantView } from '../view/tenant-view.ts'
import { checkFamilies } from './check-families.ts'
import { keyFamilies } from './key-families.ts'
import type { TenantFamily, TenantScope } from './tenant-family.ts'
import { totalFamilies } from './total-families.ts'

/** As of the moment of the view; those without samples are left out. */
export function tenantFamilies(view: TenantView, scope: TenantScope): TenantFamily[] {
  return [
    ...checkFamilies(view, scope),
    ...keyFamilies(view, scope),
    ...totalFamilies(view, scope),
  ].filter(({ samples }) => samples.length > 0)
}
