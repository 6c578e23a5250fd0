/** A failure the user can act on: shown as one line, without a stack. */
export class ChatFailure extends Error {
  override readonly name = 'ChatFailure'
  /** The problem code of the response, when there was one. */
  readonly code: string | undefined

  constructor(message: string, code?: string) {
    super(message)
    this.code = code
  }
}
