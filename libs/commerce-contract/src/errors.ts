/**
 * Every error commerce-api answers with (`application/problem+json`). `code` is stable and meant for programs,
 * `title` says what it means, `status` is the HTTP status.
 */
export const commerceProblems = {
  VALIDATION_FAILED: { status: 400, title: 'Something in the request is not as documented' },
  INVALID_JSON: { status: 400, title: 'The body is not valid JSON' },
  CURSOR_INVALID: { status: 400, title: 'The cursor is not one that this list gave out' },
  CATEGORY_NOT_LEAF: {
    status: 400,
    title: 'Products are in the leaves of the category tree, not in its roots',
  },
  UNAUTHENTICATED: { status: 401, title: 'A valid access token is needed' },
  TOKEN_EXPIRED: { status: 401, title: 'The access token has expired; get a new one' },
  WRONG_CREDENTIALS: { status: 401, title: 'The e-mail address or the password is wrong' },
  REFRESH_INVALID: { status: 401, title: 'The refresh token is not valid or has expired; sign in again' },
  TOKEN_REUSED: { status: 401, title: 'The refresh token was used before; its session has ended' },
  FORBIDDEN: { status: 403, title: 'This role may not do that' },
  WRONG_PASSWORD: { status: 403, title: 'The password is wrong' },
  ROUTE_NOT_FOUND: { status: 404, title: 'There is no such route' },
  MEMBER_NOT_FOUND: { status: 404, title: 'There is no such member' },
  PRODUCT_NOT_FOUND: { status: 404, title: 'There is no such product' },
  SKU_NOT_FOUND: { status: 404, title: 'The product has no such SKU' },
  BRAND_NOT_FOUND: { status: 404, title: 'There is no such brand' },
  CATEGORY_NOT_FOUND: { status: 404, title: 'There is no such category' },
  NOTIFICATION_NOT_FOUND: { status: 404, title: 'There is no such notification' },
  CART_FULL: { status: 409, title: 'The cart has as many lines as allowed' },
  QUANTITY_ABOVE_LIMIT: { status: 409, title: 'A line of a cart may not have that many pairs' },
  NOT_ENOUGH_STOCK: { status: 409, title: 'Fewer pairs than that are left' },
  EMAIL_TAKEN: { status: 409, title: 'Another member has this e-mail address' },
  OWN_ROLE: { status: 409, title: 'Administrators cannot change their own role' },
  PRODUCTS_ON_SALE: { status: 409, title: 'The seller has products on sale; they must be removed first' },
  PRODUCT_CHANGED: { status: 409, title: 'The product has been changed meanwhile; read it again' },
  PRODUCT_REMOVED: { status: 409, title: 'The product has been removed for good' },
  STOCK_CHANGED: { status: 409, title: 'The stock is not what was expected; read it again' },
  PAYLOAD_TOO_LARGE: { status: 413, title: 'The body is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'Only application/json is accepted' },
  RATE_LIMITED: { status: 429, title: 'Too many requests; wait for Retry-After' },
  INTERNAL: { status: 500, title: 'The server failed; the request may be repeated' },
  UNAVAILABLE: { status: 503, title: 'The server cannot do this right now; try again' },
} as const satisfies Record<string, { status: number; title: string }>

export type CommerceProblemCode = keyof typeof commerceProblems
