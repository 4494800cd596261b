export { type ApiDeps, createApi } from './app.ts'
