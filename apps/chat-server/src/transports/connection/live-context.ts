import type { OperationsContext } from '../../operations/operations-context.ts'
import type { ConnectionRegistry } from '../../live-sessions/connection-registry.ts'

/** What connections work with. */
export interface LiveContext extends OperationsContext {
  readonly connectionRegistry: ConnectionRegistry
}
