import type { ChatErrorCode } from '@munova/chat-contract'

/** What any route that needs a token and parses its input may answer with. */
const always: ChatErrorCode[] = ['UNAUTHENTICATED', 'TOKEN_EXPIRED', 'VALIDATION_FAILED', 'UNAVAILABLE']

/** A route's schema with what the reference page says about it: its tag, its summary, its errors. */
export function describe<Schema extends object>(
  about: { tag: 'inquiries' | 'groups' | 'rooms'; summary: string; problems?: ChatErrorCode[] },
  schema: Schema,
) {
  return {
    schema: { ...schema, tags: [about.tag], summary: about.summary },
    config: { problems: [...always, ...(about.problems ?? [])] },
  }
}
