export { SeedRefused } from './marker.ts'
export { demoAccounts, demoPassword } from './members.ts'
export { defaultSeed, seedDatabases, type Seeded, type SeedOptions } from './seed.ts'
