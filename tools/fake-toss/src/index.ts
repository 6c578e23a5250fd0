export { startFakeToss, type FakeToss } from './server.ts'
export { readSettings, type FakeTossSettings } from './settings.ts'
export type { Behaviour, Fault } from './api/faults.ts'
export type { LedgerTotals } from './api/control-api.ts'
