export * from './test-database.ts'
export * from './world.ts'
