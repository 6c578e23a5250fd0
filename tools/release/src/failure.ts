/** Why a release goes back, or why a command cannot be carried out; shown without a stack. */
export class ReleaseFailure extends Error {
  override readonly name = 'ReleaseFailure'
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
