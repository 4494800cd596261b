/** What a program has to know to use the control plane; links are of this server. */
export const llmsText = `\
# Postern admin

> The control plane of Postern, a multi-tenant gateway for the metrics of short-lived jobs: tenants, namespaces, keys,
> limits, retention, checks, audit. Jobs push to the data plane, which is another server.

Scripts send an operator key as \`Authorization: Bearer pst_operator_…\`; people sign in at the root of this server.
Bodies are JSON, and members that are not known are refused.

- What is of a tenant is under \`/api/v1/tenants/<slug>\`: \`namespaces\`, \`credentials\`, \`trust-rules\`, \`limits\`,
  \`retention\`, \`checks\`, \`groups\`, \`usage\`, \`audit\`.
- A secret is in the answer that makes it and nowhere else.
- Lists have \`limit\`, and a \`nextCursor\` that is the \`cursor\` of the next page.
- A POST may be sent again with the same \`Idempotency-Key\`. What is read with an \`ETag\` is changed with \`If-Match\`.
- What deletes or shortens takes \`dryRun\` where it may take many things along. Ask first.
- A refusal is RFC 9457, whose \`code\` stays the same for good; \`errors\` names the members that are wrong.

## API

- [OpenAPI 3.1](/openapi.json): every call with its parameters, its answers and the role that it takes
- [Who the caller is](/api/v1/whoami): needs the key
- [Tenants](/api/v1/tenants): needs the key

## Health

- [Whether requests can be served](/-/ready)
`
