/** An error that the user can fix; the message explains how. Printed without a stack. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure'
}

/** The code of a system or PostgreSQL error (`EADDRINUSE`, `28P01`); undefined when it has none. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
