import * as contract from '@munova/commerce-contract'
import type { ApiTexts } from '@munova/service'

const introduction = `\
The shop: accounts, catalogue, carts, coupons, orders, payments, returns and notifications.

- **Identity**: \`POST /v1/auth/sign-in\` returns an access token for the header \`Authorization: Bearer …\`, and a refresh
  token that gets the next pair. Only the token says who you are; no request contains the id of its sender.
- **Money** is whole won. Prices, discounts and refunds are computed by the server; \`expectedTotal\` protects the buyer.
- **Repeating**: a request that moves money or stock needs an \`Idempotency-Key\` of the client's choice. The same key
  with the same request has one effect, and gets the first response again.
- **Instants** are ISO 8601; any offset is accepted, and UTC is returned.
- **Lists** come in pages: \`nextCursor\` is the \`cursor\` of the next one, null at the end.
- **Errors** are RFC 9457 problems; \`code\` is stable and for programs. Each operation lists its codes; \`docs/errors.md\`
  of the project lists all. \`Accept-Language\` selects the language of the texts.

Live chat is the API of chat-server; \`docs/protocol.md\` describes its protocol, and \`docs/commerce.md\` what the shop promises.
`

/** What the OpenAPI document says besides routes and schemas. */
export const apiTexts: ApiTexts = {
  title: 'MUNOVA shop',
  introduction,
  schemas: contract,
  fields: contract.commerceFields,
  examples: contract.commerceExamples,
}
