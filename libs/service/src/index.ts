export { ConfigError, readConfig } from './config.ts'
export { createHttp, type Http, type HttpOptions, type HttpTimeouts } from './http.ts'
export { createLog, type Log, type LogLevel } from './log.ts'
export { createMetrics, type Metrics } from './metrics.ts'
export {
  Problem,
  problemOf,
  serviceProblem,
  serviceProblems,
  type ProblemExtra,
  type ProblemRow,
  type ProblemTable,
  type ServiceProblemCode,
  type WrongPath,
} from './problem.ts'
export { runUntilSignal } from './shutdown.ts'
export { wrongPaths, type ZodProvider } from './validation.ts'
export { requireFree, listens, runWorkers, sharedPort } from './workers.ts'
