export type { ArrivedEvent } from './clients/arrived-event.ts'
export { Connection, type ConnectionOptions, Refused } from './clients/connection.ts'
export type { Outgoing } from './clients/dialects/dialect.ts'
export type { Answer, Incoming } from './clients/incoming.ts'
export {
  type NodeAddress,
  type Transport,
  type TransportName,
  transportNames,
  transports,
} from './clients/transport.ts'
export { Closing } from './closing.ts'
export type { Load } from './load-plans.ts'
export { measure, type Measured } from './measure.ts'
export type { Figure, Lab, Outcome, Scenario } from './scenario.ts'
export { scenarios } from './scenarios/index.ts'
export { startSystem, type System } from './system/system.ts'
