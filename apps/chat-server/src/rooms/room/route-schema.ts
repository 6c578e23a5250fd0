import type { ChatErrorCode } from '@munova/chat-contract'

/** Errors of every route that requires a token and parses its input. */
const always: ChatErrorCode[] = [
  'UNAUTHENTICATED',
  'TOKEN_EXPIRED',
  'VALIDATION_FAILED',
  'RATE_LIMITED',
  'UNAVAILABLE',
]

/** A route's schema with its tag, summary and error codes for the API reference. */
export function routeSchema<Schema extends object>(
  about: { tag: 'inquiries' | 'groups' | 'rooms'; summary: string; problems?: ChatErrorCode[] },
  schema: Schema,
) {
  return {
    schema: { ...schema, tags: [about.tag], summary: about.summary },
    config: { problems: [...always, ...(about.problems ?? [])] },
  }
}
