export { randomOf, type Random } from './deterministic/random.ts'
export { SeedError } from './database/seed-marker.ts'
export { demoAccounts, demoPassword } from './shop/members.ts'
export { defaultSeed, seedDatabases, type Seeded, type SeedOptions } from './seed.ts'
