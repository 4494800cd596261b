/** Made by build/endpoints.ts; src/lib/endpoints.ts says what is in it. */
declare module 'virtual:endpoints' {
  export const endpoints: unknown
}
