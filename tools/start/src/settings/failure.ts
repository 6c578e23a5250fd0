/** Something that the person at the terminal can change; the message says what. Shown without a stack. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure'
}

/** The system's or PostgreSQL's code of an error (`EADDRINUSE`, `28P01`), undefined when it has none. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
