/** Request headers; a type and not an interface, which could not be passed on as headers. */
export type Authorization = { readonly authorization: string }

export function bearer(key: string): Authorization {
  return { authorization: `Bearer ${key}` }
}

/** The key as the password, under any name: for clients that know nothing but Basic. */
export function basic(key: string, user = 'anybody'): Authorization {
  return { authorization: `Basic ${Buffer.from(`${user}:${key}`).toString('base64')}` }
}
