/**
 * What clients see of one kind of error. `status` is the HTTP status; `temporary` states whether the same request
 * may succeed later. `title` and `details` are the English texts: a detail describes one occurrence, from its parameters.
 */
interface ErrorRow {
  status: number
  temporary: boolean
  title: string
  details?: Readonly<Record<string, string | ((params: never) => string)>>
}

/** Every error of chat-server, over HTTP and live. Other languages are in `error-texts.ts`. */
export const chatErrors = {
  VALIDATION_FAILED: {
    status: 400,
    temporary: false,
    title: 'The request is not valid',
    details: {
      paths: ({ paths }: { paths: readonly string[] }) => `Not valid: ${paths.join(', ')}`,
      requestFrame: 'A request has the form {"id": number, "op": string, …}',
      alreadyConnected: 'This connection is signed in; use "refresh" for a new token',
      routeMissing: 'The metadata contains no route',
      streamData: 'The data of a stream request must be an object or absent',
      requestN: 'requestN must be positive',
      bodyNotObject: 'The body must be a JSON object',
      bodyNotUtf8: 'The body must be UTF-8',
      subprotocol: ({ supported }: { supported: readonly string[] }) =>
        `The supported subprotocols are ${supported.join(', ')}`,
    },
  },
  INVALID_JSON: {
    status: 400,
    temporary: false,
    title: 'The body is not valid JSON',
    details: {
      dataNotUtf8: 'The data must be UTF-8',
      dataNotJson: 'The data must be valid JSON',
      textWithoutType: 'A body without content-type is JSON; a text needs content-type: text/plain',
    },
  },
  UNKNOWN_OP: {
    status: 400,
    temporary: false,
    title: 'The operation does not exist',
    details: {
      operation: ({ operation }: { operation: string }) => `There is no operation ${quote(operation)}`,
      route: ({ route }: { route: string }) => `There is no route ${quote(route)}`,
      stream: ({ route }: { route: string }) => `There is no stream ${quote(route)}`,
      useRequestStream: ({ route }: { route: string }) => `${quote(route)} is a stream; use request-stream`,
      useRequestResponse: 'This route has a response; use request-response',
    },
  },
  CURSOR_INVALID: { status: 400, temporary: false, title: 'The cursor was not issued by this list' },
  UNAUTHENTICATED: {
    status: 401,
    temporary: false,
    title: 'A valid access token is required',
    details: {
      notBearer: 'The Authorization header is not "Bearer <token>"',
      setupWithoutToken: 'SETUP carries no bearer token',
      notConnected: 'Connect with an access token first',
      notConnectFrame: 'The first frame must be CONNECT',
      otherMember: 'The new token belongs to another member',
    },
  },
  TOKEN_EXPIRED: { status: 401, temporary: false, title: 'The access token has expired' },
  FORBIDDEN: {
    status: 403,
    temporary: false,
    title: 'The role of this member does not permit this',
    details: {
      notActive: 'This member has withdrawn or is suspended',
      noChannels: 'The interaction model request-channel is not supported',
    },
  },
  NOT_A_MEMBER: { status: 403, temporary: false, title: 'Only members of the room may do this' },
  NOT_THE_OWNER: { status: 403, temporary: false, title: 'Only the owner of the room may do this' },
  REMOVED_FROM_GROUP: {
    status: 403,
    temporary: false,
    title: 'The owner has removed this member from the group and must allow the return',
  },
  OWN_PRODUCT: { status: 403, temporary: false, title: 'Sellers cannot inquire about their own products' },
  ROUTE_NOT_FOUND: {
    status: 404,
    temporary: false,
    title: 'The route does not exist',
    details: {
      destination: ({ destination }: { destination: string }) =>
        `There is no destination ${quote(destination)}`,
    },
  },
  ROOM_NOT_FOUND: { status: 404, temporary: false, title: 'The room does not exist' },
  PRODUCT_NOT_FOUND: { status: 404, temporary: false, title: 'The product does not exist or is not on sale' },
  ORDER_NOT_FOUND: {
    status: 404,
    temporary: false,
    title: 'The member has no such order with the seller of this inquiry',
  },
  MEMBER_NOT_FOUND: { status: 404, temporary: false, title: 'The room has no such member' },
  TAG_NOT_FOUND: {
    status: 404,
    temporary: false,
    title: 'The tag does not exist',
    details: { tags: ({ tags }: { tags: readonly number[] }) => `There is no tag ${tags.join(', ')}` },
  },
  CANNED_REPLY_NOT_FOUND: {
    status: 404,
    temporary: false,
    title: 'The member has no canned reply with this shortcut',
  },
  REPLY_NOT_FOUND: { status: 404, temporary: false, title: 'The message to reply to does not exist' },
  REQUEST_TIMEOUT: { status: 408, temporary: true, title: 'The request did not arrive in time' },
  ROOM_CLOSED: { status: 409, temporary: false, title: 'The room is closed' },
  ROOM_FULL: { status: 409, temporary: false, title: 'The room has its maximum number of members' },
  TITLE_TAKEN: { status: 409, temporary: false, title: 'Another group has this title' },
  INQUIRY_OPEN_ELSEWHERE: {
    status: 409,
    temporary: false,
    title: 'The buyer has a newer open inquiry about this product',
  },
  MAX_BELOW_COUNT: {
    status: 409,
    temporary: false,
    title: 'The group already has more members than this maximum',
    details: { members: ({ members }: { members: number }) => `The group has ${members} members` },
  },
  OWNER_MUST_STAY: {
    status: 409,
    temporary: false,
    title: 'The owner of a group cannot be removed from it',
  },
  TOO_MANY_ROOMS: {
    status: 409,
    temporary: false,
    title: 'The member is in the maximum number of rooms',
    details: { atMost: ({ rooms }: { rooms: number }) => `At most ${rooms} rooms` },
  },
  TOO_MANY_CANNED_REPLIES: {
    status: 409,
    temporary: false,
    title: 'The member has the maximum number of canned replies',
    details: { atMost: ({ replies }: { replies: number }) => `At most ${replies} canned replies` },
  },
  CLIENT_MESSAGE_ID_REUSED: {
    status: 409,
    temporary: false,
    title: 'The clientMessageId was used for a different message',
  },
  POSITION_LOST: {
    status: 409,
    temporary: false,
    title:
      'The position is not known any more, or the log has lost what came before it: begin again with its position, or with the list of rooms',
  },
  NOT_SUBSCRIBED: {
    status: 409,
    temporary: false,
    title: 'This connection is not subscribed to the room',
    details: {
      subscribeFirst: ({ destination }: { destination: string }) => `Subscribe to ${destination} first`,
    },
  },
  ALREADY_SUBSCRIBED: {
    status: 409,
    temporary: false,
    title: 'This connection is already subscribed to the room',
  },
  TOO_MANY_SUBSCRIPTIONS: {
    status: 409,
    temporary: false,
    title: 'This connection has the maximum number of subscriptions',
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    temporary: false,
    title: 'The body or frame is too large',
    details: { atMost: ({ bytes }: { bytes: number }) => `A request has at most ${bytes} bytes` },
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    temporary: false,
    title: 'The media type is not supported; send application/json',
    details: {
      data: ({ expected }: { expected: string }) => `The data MIME type must be ${expected}`,
      metadata: ({ expected }: { expected: string }) => `The metadata MIME type must be ${expected}`,
      contentType: 'content-type must be application/json, or text/plain for a text message',
    },
  },
  UPGRADE_REQUIRED: {
    status: 426,
    temporary: false,
    title: 'This path accepts only WebSocket handshakes',
  },
  RATE_LIMITED: {
    status: 429,
    temporary: true,
    title: 'Too many requests; retry after retryAfterMs',
    details: {
      atMost: ({ perSecond }: { perSecond: number }) => `At most ${perSecond} per second`,
      perHour: ({ perHour }: { perHour: number }) => `At most ${perHour} per hour`,
      inFlight: ({ requests }: { requests: number }) => `At most ${requests} requests at the same time`,
    },
  },
  PICTURE_LINK_INVALID: {
    status: 403,
    temporary: false,
    title: 'The link of the picture is not valid or has expired; ask for another one',
  },
  PICTURE_NOT_FOUND: {
    status: 404,
    temporary: false,
    title: 'The room has no such picture of this member, or it was not sent in time',
  },
  TOO_MANY_UPLOADS: {
    status: 429,
    temporary: true,
    title: 'Other uploads of the member are under way; retry after retryAfterMs',
  },
  PICTURE_TYPE_UNSUPPORTED: { status: 415, temporary: false, title: 'A picture is a JPEG, PNG or WebP file' },
  PICTURE_UNREADABLE: {
    status: 422,
    temporary: false,
    title: 'The file is damaged: it cannot be read as a picture',
  },
  PICTURE_TOO_LARGE: { status: 422, temporary: false, title: 'The picture has too many pixels' },
  PICTURES_UNAVAILABLE: {
    status: 503,
    temporary: true,
    title: 'Pictures cannot be read or stored now; retry the request',
  },
  HEADERS_TOO_LARGE: { status: 431, temporary: false, title: 'The headers of the request are too large' },
  INTERNAL: { status: 500, temporary: true, title: 'Internal server error; the request may be retried' },
  OVERLOADED: {
    status: 503,
    temporary: true,
    title: 'The server is overloaded; retry after retryAfterMs',
    details: {
      appendQueueFull: 'Too many messages are waiting to be stored',
      fragmentsFull: 'Too many bytes of incomplete requests are buffered',
    },
  },
  UNAVAILABLE: {
    status: 503,
    temporary: true,
    title: 'The service is temporarily unavailable; retry the request',
    details: {
      stopping: 'The server is shutting down',
      notStored: 'The message could not be stored',
      storeTimeout: 'The message was not stored in time; sending it again is safe',
      memberUnknown: 'This member is not known to the chat server yet',
      connectionClosed: 'The connection is closed',
      keysUnavailable: 'Access tokens cannot be verified at the moment',
    },
  },
} as const satisfies Record<string, ErrorRow>

export type ChatErrorCode = keyof typeof chatErrors

function quote(text: string): string {
  return JSON.stringify(text)
}
