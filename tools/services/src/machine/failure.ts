/** The system's code of an error (`ENOENT`, `EEXIST`), undefined when it has none. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

/** What an error says, in one piece of text. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
