import { chatErrors, type ChatErrorCode, type LiveError } from '@munova/chat-contract'
import { Problem, problemOf } from '@munova/service'

/** Makes the error for a code of the contract: `throw refuse('ROOM_FULL')`. */
export const refuse = problemOf(chatErrors)

/** An error as live transports carry it. Whatever is not ours is INTERNAL, without a word about its cause. */
export function toLiveError(error: unknown): LiveError {
  const problem = error instanceof Problem && isChatError(error.code) ? error : refuse('INTERNAL')
  const code = problem.code as ChatErrorCode
  return {
    code,
    message: problem.detail ?? problem.title,
    temporary: chatErrors[code].temporary,
    ...(problem.retryAfterMs !== undefined && { retryAfterMs: problem.retryAfterMs }),
    ...(problem.errors !== undefined && { errors: problem.errors }),
  }
}

function isChatError(code: string): code is ChatErrorCode {
  return Object.hasOwn(chatErrors, code)
}
