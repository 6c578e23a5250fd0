import * as z from 'zod'

/**
 * Every error chat-server answers with, over HTTP and live.
 * `status` is the HTTP status; `temporary` tells a client whether the same request may succeed later.
 */
export const chatErrors = {
  VALIDATION_FAILED: {
    status: 400,
    temporary: false,
    title: 'Something in the request is not as documented',
  },
  INVALID_JSON: { status: 400, temporary: false, title: 'The body is not valid JSON' },
  UNKNOWN_OP: { status: 400, temporary: false, title: 'There is no such operation' },
  CURSOR_INVALID: { status: 400, temporary: false, title: 'The cursor is not one that this list gave out' },
  UNAUTHENTICATED: { status: 401, temporary: false, title: 'A valid access token is needed' },
  TOKEN_EXPIRED: { status: 401, temporary: false, title: 'The access token has expired; get a new one' },
  FORBIDDEN: { status: 403, temporary: false, title: 'This role may not do that' },
  NOT_A_MEMBER: { status: 403, temporary: false, title: 'Only members of the room may do that' },
  NOT_THE_OWNER: { status: 403, temporary: false, title: 'Only the owner of the room may do that' },
  OWN_PRODUCT: { status: 403, temporary: false, title: 'Sellers cannot inquire about their own product' },
  ROUTE_NOT_FOUND: { status: 404, temporary: false, title: 'There is no such route' },
  ROOM_NOT_FOUND: { status: 404, temporary: false, title: 'There is no such room' },
  PRODUCT_NOT_FOUND: { status: 404, temporary: false, title: 'There is no such product on sale' },
  ORDER_NOT_FOUND: {
    status: 404,
    temporary: false,
    title: 'The member has no such order with the seller of this inquiry',
  },
  MEMBER_NOT_FOUND: { status: 404, temporary: false, title: 'There is no such member in this room' },
  TAG_NOT_FOUND: { status: 404, temporary: false, title: 'There is no such tag' },
  REPLY_NOT_FOUND: { status: 404, temporary: false, title: 'The message replied to does not exist' },
  ROOM_CLOSED: { status: 409, temporary: false, title: 'The room is closed' },
  ROOM_FULL: { status: 409, temporary: false, title: 'The room has reached its maximum of members' },
  TITLE_TAKEN: { status: 409, temporary: false, title: 'Another group has this title' },
  ALREADY_CLOSED: { status: 409, temporary: false, title: 'The room is closed already' },
  ALREADY_OPEN: { status: 409, temporary: false, title: 'The room is open already' },
  INQUIRY_OPEN_ELSEWHERE: {
    status: 409,
    temporary: false,
    title: 'The buyer has a newer open inquiry on this product',
  },
  MAX_BELOW_COUNT: { status: 409, temporary: false, title: 'The group has more members than that already' },
  OWNER_MUST_STAY: {
    status: 409,
    temporary: false,
    title: 'The owner transfers the group before leaving it',
  },
  TOO_MANY_ROOMS: { status: 409, temporary: false, title: 'This member is in as many rooms as allowed' },
  NOT_SUBSCRIBED: { status: 409, temporary: false, title: 'This connection is not subscribed to the room' },
  ALREADY_SUBSCRIBED: {
    status: 409,
    temporary: false,
    title: 'This connection is subscribed to the room already',
  },
  TOO_MANY_SUBSCRIPTIONS: {
    status: 409,
    temporary: false,
    title: 'This connection is subscribed to as many rooms as allowed',
  },
  PAYLOAD_TOO_LARGE: { status: 413, temporary: false, title: 'The body or frame is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, temporary: false, title: 'Only application/json is accepted' },
  RATE_LIMITED: { status: 429, temporary: true, title: 'Too many requests; wait retryAfterMs' },
  INTERNAL: { status: 500, temporary: true, title: 'The server failed; the request may be repeated' },
  OVERLOADED: {
    status: 503,
    temporary: true,
    title: 'The server has as much work as it takes; wait retryAfterMs',
  },
  UNAVAILABLE: { status: 503, temporary: true, title: 'The server cannot do this right now; try again' },
} as const satisfies Record<string, { status: number; temporary: boolean; title: string }>

export type ChatErrorCode = keyof typeof chatErrors

/** An error as live transports carry it. `errors` names each wrong path when the input was not as documented. */
export const LiveError = z.object({
  code: z.enum(Object.keys(chatErrors) as [ChatErrorCode, ...ChatErrorCode[]]),
  message: z.string(),
  temporary: z.boolean(),
  retryAfterMs: z.int().nonnegative().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})
export type LiveError = z.infer<typeof LiveError>

/**
 * Why the server ends a live connection. 4000–4499: reconnect and resume with `after`.
 * 4500–4999: do not come back without a change on the client's side.
 */
export const closeCodes = {
  GOING_AWAY: { code: 4000, reason: 'The server is restarting; reconnect and resume' },
  TOKEN_EXPIRED: { code: 4001, reason: 'The access token has expired; get a new one, reconnect and resume' },
  SLOW_READER: { code: 4002, reason: 'The connection did not read fast enough; reconnect and resume' },
  IDLE: { code: 4003, reason: 'No sign of life from the client; reconnect and resume' },
  UNAVAILABLE: { code: 4004, reason: 'Tokens cannot be checked right now; reconnect later' },
  REFUSED: { code: 4005, reason: 'STOMP: a request was refused, see the ERROR frame; reconnect and resume' },
  MALFORMED: { code: 4500, reason: 'A frame was not what the protocol says' },
  UNAUTHENTICATED: { code: 4501, reason: 'The access token is not valid' },
  AUTH_TIMEOUT: { code: 4502, reason: 'No access token arrived in time' },
  REPLACED: { code: 4503, reason: 'The member opened more connections than allowed; this was the oldest' },
} as const satisfies Record<string, { code: number; reason: string }>

export type CloseName = keyof typeof closeCodes

/** Whether a client that was closed with `code` should reconnect. Network failures (1006 and the like) count as yes. */
export function mayReconnect(code: number): boolean {
  if (code >= 4500 && code <= 4999) return false
  // 1002 protocol error, 1003 unsupported data, 1007 bad UTF-8, 1008 policy, 1009 frame too large: the client's own doing.
  return ![1002, 1003, 1007, 1008, 1009].includes(code)
}
