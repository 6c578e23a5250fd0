export type { ArrivedEvent } from './clients/messages/received-event.ts'
export { Connection, type ConnectionOptions, Refused } from './clients/connection/connection.ts'
export type { Outgoing } from './clients/protocols/protocol.ts'
export type { Answer, Incoming } from './clients/messages/connection-events.ts'
export {
  type NodeAddress,
  type Transport,
  type TransportName,
  transportNames,
  transports,
} from './clients/connection/transport.ts'
export { Closing } from './runtime/cleanup.ts'
export type { Load } from './measurement/load-plans.ts'
export { measure, type Measured } from './measurement/measure.ts'
export type { Figure, Lab, Outcome, Scenario } from './scenario/scenario.ts'
export { scenarios } from './scenarios/index.ts'
export { startSystem, type System } from './system/system.ts'
