export type { ReceivedEvent } from './clients/messages/received-event.ts'
export { Connection, type ConnectionOptions, RequestRejected } from './clients/connection/connection.ts'
export type { Outgoing } from './clients/protocols/protocol.ts'
export type { OperationResult, ConnectionEvents } from './clients/messages/connection-events.ts'
export {
  type NodeAddress,
  type Transport,
  type TransportName,
  transportNames,
  transports,
} from './clients/connection/transport.ts'
export { CleanupStack } from './runtime/cleanup.ts'
export type { Load } from './measurement/load-plans.ts'
export { measure, type Measurement } from './measurement/measure.ts'
export type { Figure, ScenarioContext, ScenarioResult, Scenario } from './scenario/scenario.ts'
export { scenarios } from './scenarios/index.ts'
export { startSystem, type System } from './system/system.ts'
