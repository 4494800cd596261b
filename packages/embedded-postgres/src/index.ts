export * from './embedded-postgres.ts'
export * from './temporary-postgres.ts'
