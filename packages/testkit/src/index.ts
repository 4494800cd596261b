export * from './people.ts'
export * from './signing-key.ts'
export * from './test-database.ts'
export * from './world.ts'
