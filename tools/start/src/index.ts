export { StartFailure } from './failure.ts'
export { Running } from './start.ts'
