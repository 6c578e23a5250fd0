/** A failure the user can act on: shown as one line, without a stack. */
export class DemoFailure extends Error {
  override readonly name = 'DemoFailure'
}
