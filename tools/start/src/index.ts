export { StartFailure } from './settings/failure.ts'
export { RunningSystem } from './start.ts'
