/** What people and scripts may do in the control plane. Each role includes those after it. */
export const roles = ['system-admin', 'tenant-admin', 'tenant-operator', 'tenant-viewer'] as const

export type Role = (typeof roles)[number]

/** Whether who has the one role may do what takes the other. */
export function includesRole(held: Role, needed: Role): boolean {
  return roles.indexOf(held) <= roles.indexOf(needed)
}

export function isRole(text: string): text is Role {
  // Widened, so that any text may be looked for.
  return (roles as readonly string[]).includes(text)
}
