export { countedAddress } from './http/client-address.ts'
export { decodeCursor, encodeCursor, EpochMs, toPage } from './http/cursor.ts'
export {
  Problem,
  problemFactory,
  serviceProblem,
  serviceProblems,
  type ProblemExtra,
  type ProblemRow,
  type ProblemTable,
  type ProblemTexts,
  rejectedPath,
  type RejectedPath,
  type ServiceProblemCode,
  type WrongPath,
} from './http/problem.ts'
export { JSON_TYPE, sendJsonText } from './http/json-text.ts'
export { preferredLanguage } from './http/language.ts'
export { createHttp, type Http, type HttpOptions, type HttpTimeouts } from './http/server.ts'
export { endIdleConnectionsOnClose } from './http/idle-connections.ts'
export { untilAnswered } from './http/until-answered.ts'
export { addUploads, countUnderWay, uploadOf } from './http/uploads.ts'
export { traceRequests } from './http/trace-requests.ts'
export { trustedProxies, TrustProxy, type TrustedProxies } from './http/trusted-proxies.ts'
export type { ApiTexts } from './http/openapi/openapi.ts'
export { wrongPaths, type ZodProvider } from './http/validation.ts'
export { Manifest, runningBuild, type Build } from './process/build.ts'
export { ConfigError, type Environment, readConfig, type WrongSetting } from './process/config.ts'
export { productionProblems } from './process/production.ts'
export { createLog, type Log, type LogLevel } from './process/log.ts'
export { createMetrics, LATENCY_SECONDS, measureRequests, type Metrics } from './process/metrics.ts'
export {
  exitOnConfigError,
  runService,
  type ServiceProgram,
  type StoppableService,
} from './process/run-service.ts'
export { runUntilSignal } from './process/shutdown.ts'
export { sharedPort } from './process/workers.ts'
export { startTracing, tracingSettings, type TracingConfig } from './tracing/index.ts'
export * from './work/index.ts'
