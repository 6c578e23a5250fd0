/** Why a release goes back, or why a command cannot be carried out; shown without a stack. */
export class ReleaseFailure extends Error {
  override readonly name = 'ReleaseFailure'
}
