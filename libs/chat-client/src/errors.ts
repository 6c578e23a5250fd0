import type { ClosedReason } from './state.ts'
import type { ChatErrorCode } from '@munova/chat-contract'

/** Error codes of the client itself; all others come from the server (docs/errors.md). */
export type ClientErrorCode =
  | 'CLOSED'
  | 'LEFT'
  | 'ALREADY_JOINED'
  | 'TOO_MANY_UNANSWERED'
  | 'MALFORMED_RESPONSE'
  | 'SIGN_IN_NEEDED'
  | 'TIMED_OUT'

/**
 * A failed operation. `code` is a code of the contract, of the client, or of a server that is newer than this client.
 */
export class ChatError extends Error {
  override readonly name = 'ChatError'
  readonly code: ChatErrorCode | ClientErrorCode | (string & {})
  readonly temporary: boolean
  readonly retryAfterMs: number | undefined
  /** Each invalid path of an input that failed validation. */
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

/** Thrown by the `token` function when the member has to sign in again: the client stops. */
export class SignInNeeded extends ChatError {
  constructor(message = 'The member has to sign in again') {
    super('SIGN_IN_NEEDED', message)
  }
}

/** What is rejected because the client is closed, for this reason. */
export function closedError({ code, message }: ClosedReason): ChatError {
  return new ChatError('CLOSED', code === 'CLOSED' ? message : `${message} (${code})`)
}
