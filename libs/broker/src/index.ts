export { addBrokerMetrics } from './metrics.ts'
export {
  brokerDefaults,
  BrokerUnavailable,
  type Broker,
  type BrokerLog,
  type BrokerOptions,
  type BrokerStats,
  type Bus,
  type BusOptions,
  type BusState,
  type ConsumeOptions,
  type Consumer,
  type EventMessage,
} from './broker.ts'
export { connectMemory } from './memory/broker.ts'
export { MemoryExchange, memoryLimits, type MemoryLimits } from './memory/exchange.ts'
export type { ParkedMessage } from './memory/queue.ts'
export { connectRabbit } from './rabbit/broker.ts'
