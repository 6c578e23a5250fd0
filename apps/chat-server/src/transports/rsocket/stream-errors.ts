import { chatErrors, type LiveError } from '@munova/chat-contract'
import { ErrorCodes } from 'rsocket-core'

/** An error of a stream: RSocket's code, and the live error as JSON. */
export interface StreamError {
  code: ErrorCodes
  text: string
}

/** REJECTED: the server did not process the request. INVALID: repeating the request unchanged is useless. */
const codeByStatus: Readonly<Record<number, ErrorCodes>> = {
  400: ErrorCodes.INVALID,
  401: ErrorCodes.REJECTED,
  403: ErrorCodes.REJECTED,
  413: ErrorCodes.INVALID,
  415: ErrorCodes.INVALID,
  426: ErrorCodes.INVALID,
  429: ErrorCodes.REJECTED,
}

/** Of a request that was rejected. */
export function rejectionError(error: LiveError): StreamError {
  const code =
    error.code === 'OVERLOADED'
      ? ErrorCodes.REJECTED
      : (codeByStatus[chatErrors[error.code].status] ?? ErrorCodes.APPLICATION_ERROR)
  return { code, text: JSON.stringify(error) }
}

/** Of a stream that the server ends after it has begun. */
export function cancelError(error: LiveError): StreamError {
  return { code: ErrorCodes.CANCELED, text: JSON.stringify(error) }
}
