/** Where a command does other than the call that it stands for, or several. */
export const descriptions: Readonly<Record<string, string>> = {
  'audit list': 'list what was done to a tenant, and refused',
  'audit operators': 'list what operators did that belongs to no tenant',
  'groups delete': 'delete one group, or all that selectors choose',
  'groups keep':
    'keep one group, or all that selectors choose, longer or shorter than the rules say',
  'limits set': 'set limits of a tenant or a namespace; others stay, "default" takes one back',
  'retention set': 'set how long groups are held; other settings stay, "default" takes one back',
  'retention show': 'read how long groups are held, and who says so',
  'limits show': 'read the limits that hold for a tenant or in a namespace, and why',
}
