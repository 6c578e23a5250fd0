import { chatErrors, type LiveError } from '@munova/chat-contract'
import type { Frame } from './frame-parser.ts'
import { isPlainText, MESSAGE_ID_HEADER } from './send-frame.ts'

const inHeaders = { clientMessageId: `headers.${MESSAGE_ID_HEADER}`, roomId: 'headers.destination' }
const messageOf = chatErrors.VALIDATION_FAILED.details.paths

/** Where a frame carries a field of an operation's input. What is not listed is in the body, under its own path. */
function fieldPaths(frame: Frame): Readonly<Record<string, string>> {
  if (frame.command === 'SUBSCRIBE') return { ...inHeaders, after: 'headers.after', epoch: 'headers.epoch' }
  return isPlainText(frame) ? { ...inHeaders, 'content.text': 'body' } : inHeaders
}

/** The error with the paths of the frame instead of those of the operation's input, which the client has not seen. */
export function withFramePaths(error: LiveError, frame: Frame): LiveError {
  if (!error.errors) return error
  const fields = fieldPaths(frame)
  const errors = error.errors.map((wrong) => ({ ...wrong, path: fields[wrong.path] ?? wrong.path }))
  const isList = error.message === messageOf({ paths: distinctPaths(error.errors) })
  const message = isList ? messageOf({ paths: distinctPaths(errors) }) : error.message
  return { ...error, message, errors }
}

function distinctPaths(errors: readonly { path: string }[]): string[] {
  return [...new Set(errors.map(({ path }) => path).filter((path) => path !== ''))]
}
