export { StartFailure } from './settings/failure.ts'
export { Running } from './start.ts'
