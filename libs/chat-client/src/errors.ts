import type { ChatErrorCode } from '@munova/chat-contract'

/** What only a client can say. Everything else comes from the server (docs/errors.md). */
export type ClientErrorCode =
  'CLOSED' | 'LEFT' | 'ALREADY_JOINED' | 'TOO_MANY_UNANSWERED' | 'MALFORMED_ANSWER' | 'SIGN_IN_NEEDED'

/**
 * Why something that was asked for will not happen. `code` is of the contract, of the client, or of a server newer
 * than this client.
 */
export class ChatError extends Error {
  override readonly name = 'ChatError'
  readonly code: ChatErrorCode | ClientErrorCode | (string & {})
  readonly temporary: boolean
  readonly retryAfterMs: number | undefined
  /** Each wrong path of an input that was not as documented. */
  readonly errors: readonly { path: string; message: string }[]

  constructor(
    code: ChatError['code'],
    message: string,
    details: {
      temporary?: boolean
      retryAfterMs?: number | undefined
      errors?: ChatError['errors']
    } = {},
  ) {
    super(message)
    this.code = code
    this.temporary = details.temporary ?? false
    this.retryAfterMs = details.retryAfterMs
    this.errors = details.errors ?? []
  }
}

/** To be thrown by the `token` function when there will be no token without the member: the client stops. */
export class SignInNeeded extends ChatError {
  constructor(message = 'The member has to sign in again') {
    super('SIGN_IN_NEEDED', message)
  }
}
