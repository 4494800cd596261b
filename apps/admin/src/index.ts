export { type AdminDeps, createAdmin } from './app.ts'
export { issueCredential } from './credentials/issue-credential.ts'
export { createTenant } from './tenants/create-tenant.ts'
export { makeSetUpLink } from './welcome/make-link.ts'
