import * as contract from '@munova/chat-contract'
import type { ApiTexts } from '@munova/service'

const introduction = `\
Conversations about shoes: 1:1 inquiries of buyers to sellers, and groups by interest.

- **Live**: messages are sent and received over WebSocket (JSON or STOMP) or RSocket; \`docs/protocol.md\` of the project has
  the operations, with examples. This document has the HTTP requests: rooms, members, history.
- **Identity**: the access token of the shop (\`POST /v1/auth/sign-in\` of commerce-api) in the header
  \`Authorization: Bearer …\`. No request contains the id of its sender.
- **Order**: the entries of a room are numbered by \`seq\`: 1, 2, 3 … without gaps. A client that has \`n\` continues with \`n + 1\`.
- **Lists** come in pages: \`nextCursor\` is the \`cursor\` of the next one, null at the end.
- **Errors** are RFC 9457 problems; \`code\` is stable and for programs. Each operation lists its codes; \`docs/errors.md\`
  lists all, with the close codes of live connections. \`Accept-Language\` selects the language of the texts.
`

/** What the OpenAPI document says besides routes and schemas. */
export const apiTexts: ApiTexts = {
  title: 'MUNOVA chat',
  introduction,
  schemas: contract,
  fields: contract.chatFields,
  examples: contract.chatExamples,
}
