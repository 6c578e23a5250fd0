export { startFakeToss, type FakeToss } from './server.ts'
export { readSettings, type FakeTossSettings } from './settings.ts'
export type { Behaviour, Fault } from './api/behaviour.ts'
export type { LedgerTotals } from './api/control-api.ts'
