import { traced } from '@munova/service/tracing'
import { problem } from '../problems.ts'
import type { LiveSession } from '../live-sessions/live-session.ts'
import type { Operation, OperationTable } from './operation.ts'
import type { OperationsContext } from './operations-context.ts'

/** Undefined when the table has no such operation. */
function findOperation(operations: OperationTable, name: string): Operation | undefined {
  return Object.hasOwn(operations, name) ? operations[name] : undefined
}

/**
 * Runs an operation of the table with an input that is not parsed yet; resolves to the result as JSON text. Rejects with
 * a Problem of the contract: UNKNOWN_OP, VALIDATION_FAILED, or one of the operation. Every other error is a bug.
 */
export async function dispatch(
  context: OperationsContext,
  session: LiveSession,
  request: { operation: string; input: unknown },
): Promise<string> {
  const { operation: name, input } = request
  const operation = findOperation(context.operations, name)
  if (!operation) throw problem('UNKNOWN_OP', { detail: 'operation', operation: name })
  return traced(`live ${name}`, { kind: 'server', parent: 'root' }, () =>
    operation.run(context, session, input),
  )
}
