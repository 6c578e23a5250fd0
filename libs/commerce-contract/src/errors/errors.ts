import type { ErrorRow } from './error-row.ts'
import { curationProblems } from './curation-errors.ts'
import { pictureProblems } from './picture-errors.ts'
import { restockProblems } from './restock-errors.ts'
import { returnProblems } from './return-errors.ts'
import { reviewProblems } from './review-errors.ts'

/**
 * Every error of commerce-api (`application/problem+json`). `code` is stable and meant for programs, `status` is the HTTP
 * status. Other languages are in `error-texts.ts`.
 */
export const commerceProblems = {
  VALIDATION_FAILED: { status: 400, title: 'The request is not valid' },
  INVALID_JSON: { status: 400, title: 'The body is not valid JSON' },
  CURSOR_INVALID: { status: 400, title: 'The cursor was not issued by this list' },
  CATEGORY_NOT_LEAF: {
    status: 400,
    title: 'A product belongs to a leaf of the category tree, not to a root',
  },
  LINK_INVALID: {
    status: 400,
    title: 'The link is not valid, has expired or was used; ask for another one',
  },
  UNAUTHENTICATED: {
    status: 401,
    title: 'A valid access token is required',
    details: { notBearer: 'The Authorization header is not "Bearer <token>"' },
  },
  TOKEN_EXPIRED: { status: 401, title: 'The access token has expired' },
  WRONG_CREDENTIALS: { status: 401, title: 'The e-mail address or the password is wrong' },
  ACCOUNT_SUSPENDED: { status: 403, title: 'The account is suspended; contact the customer service' },
  REFRESH_INVALID: { status: 401, title: 'The refresh token is not valid or has expired; sign in again' },
  TOKEN_REUSED: { status: 401, title: 'The refresh token was already used; its session has ended' },
  FOLLOW_TOKEN_INVALID: { status: 401, title: 'The token to follow orders is not valid or has expired' },
  PAYMENT_DECLINED: {
    status: 402,
    title: 'The payment was declined',
    details: { gateway: ({ code }: { code: string }) => `The gateway responded ${code}` },
  },
  FORBIDDEN: { status: 403, title: 'The role of this member does not permit this' },
  PASS_NEEDED: { status: 403, title: 'A pass of the waiting room is required; take a ticket' },
  EMAIL_NOT_VERIFIED: { status: 403, title: 'The e-mail address of this member has to be verified first' },
  WRONG_PASSWORD: { status: 403, title: 'The password is wrong' },
  ROUTE_NOT_FOUND: { status: 404, title: 'The route does not exist' },
  MEMBER_NOT_FOUND: { status: 404, title: 'The member does not exist' },
  SESSION_NOT_FOUND: { status: 404, title: 'The session does not exist or has ended' },
  BUSINESS_NOT_FOUND: { status: 404, title: 'The seller has not stated the business yet' },
  PRODUCT_NOT_FOUND: { status: 404, title: 'The product does not exist' },
  COLOR_NOT_FOUND: { status: 404, title: 'The product has no such colour' },
  SKU_NOT_FOUND: { status: 404, title: 'The SKU does not exist' },
  BRAND_NOT_FOUND: { status: 404, title: 'The brand does not exist' },
  CATEGORY_NOT_FOUND: { status: 404, title: 'The category does not exist' },
  NOTIFICATION_NOT_FOUND: { status: 404, title: 'The notification does not exist' },
  ADDRESS_NOT_FOUND: { status: 404, title: 'The address does not exist' },
  ORDER_NOT_FOUND: { status: 404, title: 'The order does not exist' },
  ITEM_NOT_FOUND: {
    status: 404,
    title: 'The order has no such item',
    details: {
      pairs: ({ itemId, pairs }: { itemId: number; pairs: number }) => `Item ${itemId} has ${pairs} pairs`,
    },
  },
  RETURN_NOT_FOUND: { status: 404, title: 'The return does not exist' },
  DIFFERENCE_NOT_FOUND: { status: 404, title: 'The payment difference does not exist' },
  IMPORT_NOT_FOUND: { status: 404, title: 'The import does not exist, or cannot be undone any more' },
  SHIPMENT_NOT_FOUND: { status: 404, title: 'The shipment does not exist' },
  COUPON_NOT_FOUND: { status: 404, title: 'The coupon does not exist' },
  CAMPAIGN_NOT_FOUND: { status: 404, title: 'The coupon campaign does not exist' },
  WAITING_ROOM_NOT_FOUND: { status: 404, title: 'The waiting room does not exist' },
  REQUEST_TIMEOUT: { status: 408, title: 'The request did not arrive in time' },
  CART_FULL: {
    status: 409,
    title: 'The cart has the maximum number of lines',
    details: { atMost: ({ lines }: { lines: number }) => `At most ${lines} lines` },
  },
  QUANTITY_ABOVE_LIMIT: {
    status: 409,
    title: 'The quantity exceeds the maximum of a cart line',
    details: { atMost: ({ pairs }: { pairs: number }) => `At most ${pairs} pairs of one size` },
  },
  NOT_ENOUGH_STOCK: {
    status: 409,
    title: 'The quantity exceeds the available stock',
    details: { available: ({ available }: { available: number }) => `${available} are left` },
  },
  EMAIL_TAKEN: { status: 409, title: 'Another member has this e-mail address' },
  BRAND_NAME_TAKEN: { status: 409, title: 'Another brand has this name' },
  CATEGORY_NAME_TAKEN: { status: 409, title: 'Another category of the same parent has this name' },
  CATEGORY_DEPTH: { status: 409, title: 'The category tree has two levels: roots, and leaves of a root' },
  CATEGORY_IN_USE: { status: 409, title: 'The category has leaves, products or coupon campaigns' },
  TOO_MANY_CATEGORIES: {
    status: 409,
    title: 'The maximum number of categories exists',
    details: { atMost: ({ categories }: { categories: number }) => `At most ${categories}` },
  },
  OWN_ROLE: { status: 409, title: 'Administrators cannot change their own role' },
  OWN_ACCOUNT: { status: 409, title: 'Administrators cannot suspend themselves' },
  PRODUCTS_ON_SALE: { status: 409, title: 'The seller has products on sale; remove them first' },
  SALES_UNFINISHED: {
    status: 409,
    title: 'The seller has orders or returns that are not finished',
    details: {
      counts: ({ orders, returns }: { orders: number; returns: number }) =>
        `${orders} orders and ${returns} returns are not finished`,
    },
  },
  PURCHASES_UNFINISHED: {
    status: 409,
    title: 'Orders of the member are not finished; to withdraw all the same, confirm it',
    details: {
      numbers: ({ numbers, more }: { numbers: readonly string[]; more: number }) =>
        `Orders ${numbers.join(', ')}${more > 0 ? ` and ${more} more` : ''} are not finished`,
    },
  },
  PRODUCT_CHANGED: { status: 409, title: 'The product has changed in the meantime; read it again' },
  PRODUCT_REMOVED: { status: 409, title: 'The product has been removed' },
  COLOR_NAME_TAKEN: { status: 409, title: 'Another colour of the product has this name' },
  TOO_MANY_COLORS: { status: 409, title: 'The product has the maximum number of colours' },
  SIZE_TAKEN: { status: 409, title: 'The colour already has one of these sizes' },
  SELLER_IDENTITY_NEEDED: { status: 409, title: 'The seller must state the business before publishing' },
  DISCLOSURE_NEEDED: { status: 409, title: 'The product needs a disclosure before it is published' },
  STOCK_CHANGED: {
    status: 409,
    title: 'The stock differs from the expected stock; read it again',
    details: { stock: ({ stock }: { stock: number }) => `The stock is ${stock} now` },
  },
  SALE_NOT_LOWER: { status: 409, title: 'The sale price must be below the list price' },
  STOCK_COMMITTED: { status: 409, title: 'More pairs are reserved or sold than this stock' },
  IMPORT_RUNNING: { status: 409, title: 'An import of the seller is running; retry when it has ended' },
  IDEMPOTENCY_KEY_IN_USE: { status: 409, title: 'A request with this Idempotency-Key is in progress' },
  TOO_MANY_LIKES: {
    status: 409,
    title: 'The member likes the maximum number of products',
    details: { atMost: ({ likes }: { likes: number }) => `At most ${likes}` },
  },
  TOO_MANY_ADDRESSES: {
    status: 409,
    title: 'The address book is full',
    details: { atMost: ({ addresses }: { addresses: number }) => `At most ${addresses}` },
  },
  CART_EMPTY: { status: 409, title: 'The cart is empty' },
  NOT_ON_SALE: {
    status: 409,
    title: 'A product of the order is not on sale',
    details: { sku: ({ skuId }: { skuId: number }) => `SKU ${skuId} is not on sale` },
  },
  OUT_OF_STOCK: {
    status: 409,
    title: 'A product of the order has too little stock',
    details: {
      available: ({ skuId, available }: { skuId: number; available: number }) =>
        `SKU ${skuId} has ${available} pairs left`,
    },
  },
  PURCHASE_LIMIT: {
    status: 409,
    title: 'A product of the order is limited to fewer pairs per member',
    details: {
      left: ({ productId, pairs }: { productId: number; pairs: number }) =>
        `This member may order ${pairs} more pairs of product ${productId}`,
    },
  },
  PRICE_CHANGED: {
    status: 409,
    title: 'The total of the order differs from the expected total',
    details: { total: ({ total }: { total: number }) => `The total is ${total} won` },
  },
  AMOUNT_TOO_SMALL: {
    status: 409,
    title: 'The total of the order is below the minimum payment',
    details: { atLeast: ({ amount }: { amount: number }) => `The minimum is ${amount} won` },
  },
  COUPON_NOT_USABLE: {
    status: 409,
    title: 'The coupon cannot be used for this order',
    details: {
      notFound: 'The member has no such coupon',
      expired: 'The coupon has expired',
      reserved: 'The coupon is reserved by another order',
      used: 'The coupon has been used',
      outOfScope: 'The coupon is for other products',
      minimumOrder: ({ amount }: { amount: number }) =>
        `The coupon requires an order of at least ${amount} won`,
      amountTooSmall: ({ amount }: { amount: number }) =>
        `With this coupon the total is below the minimum payment of ${amount} won, and not 0`,
    },
  },
  ORDER_TOO_LARGE: {
    status: 409,
    title: 'The cart contains more than one order may have',
    details: {
      atMost: ({ lines, pairs }: { lines: number; pairs: number }) =>
        `At most ${lines} sizes, and ${pairs} pairs of each`,
    },
  },
  TOO_MANY_OPEN_ORDERS: { status: 409, title: 'The member has too many unpaid orders' },
  ORDER_CHANGED: { status: 409, title: 'The order has changed in the meantime; read it again' },
  ORDER_ENDED: {
    status: 409,
    title: 'The order has expired or was cancelled',
    details: { refunded: 'The payment arrived too late and is refunded' },
  },
  ALREADY_PAID: { status: 409, title: 'The order was paid by another payment' },
  AMOUNT_MISMATCH: {
    status: 409,
    title: 'The amount differs from the total of the order',
    details: { total: ({ total }: { total: number }) => `The total is ${total} won` },
  },
  PAYMENT_KEY_USED: { status: 409, title: 'The payment belongs to another order' },
  PAYMENT_IN_PROGRESS: {
    status: 409,
    title: 'A payment of the order is in progress',
    details: {
      order: ({ number }: { number: string }) =>
        `Order ${number} holds these products and is being paid; wait for it, or cancel it`,
    },
  },
  NOT_CANCELLABLE: {
    status: 409,
    title: 'Only unpaid orders and unshipped items can be cancelled',
    details: {
      status: ({ itemId, status }: { itemId: number; status: string }) => `Item ${itemId} is ${status}`,
    },
  },
  NOT_REFUNDABLE: {
    status: 409,
    title: 'Only shipped, delivered and confirmed items can be refunded',
    details: {
      status: ({ itemId, status }: { itemId: number; status: string }) => `Item ${itemId} is ${status}`,
    },
  },
  NO_ACCOUNT_NEEDED: { status: 409, title: 'No refund of the order waits for a bank account' },
  REFUND_ACCOUNT_NEEDED: { status: 409, title: 'The refund of a deposit requires a bank account' },
  NOT_SHIPPABLE: {
    status: 409,
    title: 'The order has nothing to ship',
    details: { refunded: 'All money of the order is back with its buyer' },
  },
  NOT_IN_DELIVERY: { status: 409, title: 'The shipment is not in transit' },
  DELIVERY_TIME_IMPLAUSIBLE: {
    status: 409,
    title: 'The parcel cannot have been delivered at this time',
    details: {
      from: ({ from }: { from: Date }) => `The delivery can be no earlier than ${from.toISOString()}`,
      future: 'The delivery is in the future',
    },
  },
  ...returnProblems,
  ...reviewProblems,
  ...restockProblems,
  ...curationProblems,
  COUPON_ALREADY_ISSUED: { status: 409, title: 'The member already has this coupon' },
  COUPON_NOT_STARTED: { status: 409, title: 'The coupon campaign has not started' },
  COUPON_OVER: { status: 409, title: 'The coupon campaign has ended' },
  COUPON_SOLD_OUT: { status: 409, title: 'All coupons of the campaign are issued' },
  PASS_EARLY: { status: 409, title: 'The pass is not valid yet; retry after Retry-After' },
  WAITING_ROOM_CLOSED: { status: 409, title: 'The waiting room is closed' },
  WAITING_ROOMS_FULL: {
    status: 409,
    title: 'The maximum number of waiting rooms exists',
    details: { atMost: ({ rooms }: { rooms: number }) => `At most ${rooms} at a time` },
  },
  PAYLOAD_TOO_LARGE: { status: 413, title: 'The body is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The media type is not supported; send application/json' },
  ...pictureProblems,
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'The Idempotency-Key was used for a different request' },
  RATE_LIMITED: {
    status: 429,
    title: 'Too many requests; retry after Retry-After',
    details: { idempotencyKeys: 'The member has too many stored Idempotency-Keys' },
  },
  HEADERS_TOO_LARGE: { status: 431, title: 'The headers of the request are too large' },
  INTERNAL: { status: 500, title: 'Internal server error; the request may be retried' },
  MAIL_NOT_CONFIGURED: { status: 503, title: 'This server cannot send mail' },
  PAYMENT_UNKNOWN: {
    status: 503,
    title: 'The outcome of the payment is not known yet; retry the request',
  },
  OVERLOADED: { status: 503, title: 'The server is overloaded; retry after Retry-After' },
  WAITING_ROOM_FULL: { status: 503, title: 'The waiting room is full; retry after Retry-After' },
  UNAVAILABLE: {
    status: 503,
    title: 'The service is temporarily unavailable; retry the request',
    details: {
      stopping: 'The server is shutting down',
      tooManyStreams: 'The maximum number of notification streams is open',
    },
  },
} as const satisfies Record<string, ErrorRow>
