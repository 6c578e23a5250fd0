/** Something the person at the terminal can act on: shown as one line, without a stack. */
export class ChatFailure extends Error {
  override readonly name = 'ChatFailure'
  /** The stable code of the answer that said so, when there was one. */
  readonly code: string | undefined

  constructor(message: string, code?: string) {
    super(message)
    this.code = code
  }
}
