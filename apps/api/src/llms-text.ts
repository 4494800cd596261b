/** What a program has to know to use the data plane; links are of this server. */
export function llmsText(routePrefix = ''): string {
  return `\
# Postern

> A multi-tenant gateway for the metrics of short-lived jobs. Jobs push with a key, the tenant's Prometheus scrapes with
> another. It speaks the HTTP API of the Prometheus Pushgateway. This is its data plane.

Send the key as \`Authorization: Bearer <key>\`, or as the password of Basic, never in the address. A key belongs to one
tenant, and has scopes (push, delete, scrape, read, discover, manage, wipe) and namespaces.

- \`PUT ${routePrefix}/metrics/job/<job>{/<label>/<value>}\` with metrics in the text format replaces a group; \`POST\` keeps
  families that it does not name. 200 means that it is durable and in the next scrape. Values with a / are written as
  \`<label>@base64/<value>\`. \`Postern-TTL: 12h\` says how long the group is held, \`?dry_run=true\` only checks.
- \`DELETE\` of the same address deletes the group and answers 202.
- \`GET ${routePrefix}/metrics\` is the exposition. Scrape it with \`honor_labels: true\`.
- Before any of these \`${routePrefix}/ns/<namespace>\` names another namespace than that of the key.
- A refusal is one line of text; with \`Accept: application/json\` it is RFC 9457, whose \`code\` stays the same for good.
  429 and 503 pass by themselves: \`Retry-After\` says when to try again. A push may be repeated.

## API

- [OpenAPI 3.1](${routePrefix}/openapi.json): every call with its parameters and answers
- [The same as pages](${routePrefix}/docs)
- [What a key is and may do](${routePrefix}/api/v1/whoami): needs the key
- [Groups](${routePrefix}/api/v1/groups): what is held, by selector; needs the scope read

## Tokens

- [How to get one](${routePrefix}/.well-known/oauth-authorization-server): OAuth 2.0 client credentials and token exchange
- [How to check one](${routePrefix}/.well-known/jwks.json)

## Health

- [Whether requests can be served](${routePrefix}/-/ready)
`
}
