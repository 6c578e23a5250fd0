import cookie from '@fastify/cookie'
import { createVerifier, guard } from '@munova/auth'
import { commerceErrorTexts, commerceFieldTexts, commerceProblems } from '@munova/commerce-contract'
import { connectionLost, eventTooLarge, isTransient, sqlState } from '@munova/database'
import { createHttp, trustedProxies, type Http, type Metrics, type Problem } from '@munova/service'
import { apiTexts } from './api-texts.ts'
import { addressRoutes } from './accounts/addresses/routes.ts'
import { businessRoutes } from './accounts/businesses/routes.ts'
import { auditRoutes } from './audit/routes.ts'
import { authRoutes } from './accounts/auth/routes.ts'
import { mailRoutes } from './accounts/auth/mail-routes.ts'
import { sessionRoutes } from './accounts/auth/session-routes.ts'
import { likeRoutes } from './likes/routes.ts'
import { recommendationRoutes } from './recommendations/routes.ts'
import { restockRoutes } from './restock/routes.ts'
import { reviewDeskRoutes } from './reviews/desk-routes.ts'
import { ownReviewRoutes } from './reviews/own-routes.ts'
import { reviewRoutes } from './reviews/routes.ts'
import { bannerRoutes } from './banners/routes.ts'
import { brandRoutes } from './catalogue/brands/routes.ts'
import { adoptGuestCart } from './cart/adopt-guest-cart.ts'
import { cartRoutes } from './cart/routes.ts'
import { CART_HEADER } from './cart/token.ts'
import { categoryRoutes } from './catalogue/categories/routes.ts'
import { idempotency } from './idempotency/hooks.ts'
import { findMemberRoutes } from './accounts/members/find-routes.ts'
import { memberRoutes } from './accounts/members/routes.ts'
import { notificationRoutes } from './notifications/routes.ts'
import type { OpenStreams } from './notifications/open-streams.ts'
import type { OrdersContext } from './orders/context.ts'
import { cancelRoutes } from './orders/cancel/routes.ts'
import { extensionRoutes } from './orders/extensions/routes.ts'
import { followedOrderRoutes } from './orders/followed.ts'
import { orderRoutes } from './orders/routes.ts'
import { GatewayUncertain } from './payments/gateway/gateway.ts'
import { refundRoutes } from './payments/refund/routes.ts'
import { paymentRoutes } from './payments/routes.ts'
import type { PromotionsContext } from './promotions/coupons/issuer.ts'
import { couponRoutes } from './promotions/coupons/routes.ts'
import { PictureStoreAway } from '@munova/pictures'
import type { PicturesContext } from './pictures/context.ts'
import { pictureRoutes } from './pictures/routes.ts'
import { problem } from './problems.ts'
import { productRoutes } from './catalogue/products/routes.ts'
import { shippingPolicyRoutes } from './catalogue/shipping-policies/routes.ts'
import { purchaseLimitRoutes } from './catalogue/purchase-limits/routes.ts'
import { productFileRoutes } from './catalogue/imports/routes.ts'
import { saleRoutes } from './catalogue/sales/routes.ts'
import type { FacetsContext } from './catalogue/facets/read-facets.ts'
import { facetRoutes } from './catalogue/facets/routes.ts'
import type { PinsContext } from './catalogue/pins/pin-lists.ts'
import { pinRoutes } from './catalogue/pins/routes.ts'
import { suggestionRoutes } from './catalogue/suggestions/routes.ts'
import { searchRoutes } from './catalogue/search/routes.ts'
import { relatedRoutes } from './catalogue/related/routes.ts'
import { productColorRoutes } from './catalogue/products/color-routes.ts'
import { sellerProductRoutes } from './catalogue/products/seller-routes.ts'
import { returnRoutes } from './orders/returns/routes.ts'
import { deskRoutes } from './orders/desk/routes.ts'
import { shippingRoutes } from './orders/shipping/routes.ts'
import { trackingRoutes } from './orders/shipping/tracking-routes.ts'
import { waitingRoomRoutes } from './promotions/waiting-room/routes.ts'

/** The context of every folder. */
export interface AppContext
  extends FacetsContext, OrdersContext, PicturesContext, PinsContext, PromotionsContext {}

export interface AppOptions {
  version: string
  metrics: Metrics
  readiness: () => Record<string, true | string>
  streams: OpenStreams
}

/** Builds the server with every route of commerce-api; it does not listen yet. */
export async function buildApp(context: AppContext, { streams, ...options }: AppOptions): Promise<Http> {
  const { config, log } = context
  const app = createHttp({
    ...options,
    name: 'commerce-api',
    log,
    bodyLimit: config.BODY_LIMIT_BYTES,
    trustProxy: trustedProxies(config.TRUST_PROXY),
    api: apiTexts,
    demoAccounts: config.DEMO_ACCOUNTS,
    problems: commerceProblems,
    problemTexts: commerceErrorTexts,
    fieldTexts: commerceFieldTexts,
    problemFor,
    cors: {
      origins: config.CORS_ORIGINS,
      credentials: true,
      exposedHeaders: [CART_HEADER, 'idempotent-replayed'],
    },
  })
  await app.register(cookie)
  // No limit of its own: routes define theirs.
  const verifier = createVerifier({
    jwks: config.JWT_KEYS_FILE,
    cacheSize: config.VERIFIED_TOKEN_CACHE,
    metrics: options.metrics,
    isRevoked: (identity) => context.revokedTokens.has(identity),
  })
  guard(app, verifier)
  idempotency(app, context)

  authRoutes(app, context, {
    adoptGuestCart: (memberId, exchange) => adoptGuestCart(context, memberId, exchange),
  })
  sessionRoutes(app, context)
  mailRoutes(app, context)
  memberRoutes(app, context)
  findMemberRoutes(app, context)
  auditRoutes(app, context)
  categoryRoutes(app, context)
  brandRoutes(app, context)
  pictureRoutes(app, context)
  bannerRoutes(app, context)
  productRoutes(app, context)
  likeRoutes(app, context)
  restockRoutes(app, context)
  sellerProductRoutes(app, context)
  productFileRoutes(app, context, options.metrics)
  searchRoutes(app, context)
  pinRoutes(app, context)
  relatedRoutes(app, context)
  facetRoutes(app, context)
  recommendationRoutes(app, context)
  suggestionRoutes(app, context)
  saleRoutes(app, context)
  purchaseLimitRoutes(app, context)
  shippingPolicyRoutes(app, context)
  productColorRoutes(app, context)
  couponRoutes(app, context)
  waitingRoomRoutes(app, context)
  cartRoutes(app, context)
  notificationRoutes(app, context, streams)
  addressRoutes(app, context)
  businessRoutes(app, context)
  orderRoutes(app, context)
  followedOrderRoutes(app, context)
  cancelRoutes(app, context)
  paymentRoutes(app, context)
  refundRoutes(app, context)
  deskRoutes(app, context)
  shippingRoutes(app, context)
  trackingRoutes(app, context)
  returnRoutes(app, context)
  extensionRoutes(app, context)
  reviewRoutes(app, context)
  ownReviewRoutes(app, context)
  reviewDeskRoutes(app, context)
  return app
}

/** The problem that an error of the database, the gateway or the picture store is answered with; undefined: INTERNAL. */
function problemFor(error: unknown): Problem | undefined {
  if (eventTooLarge(error)) return problem('PAYLOAD_TOO_LARGE', { cause: error })
  if (error instanceof PictureStoreAway) return problem('PICTURES_UNAVAILABLE', { cause: error })
  // Also a statement that was too slow, or a deadlock: nothing of it has happened.
  const isOfDatabase = sqlState(error) === undefined ? connectionLost(error) : isTransient(error)
  const isTemporary = isOfDatabase || error instanceof GatewayUncertain
  return isTemporary ? problem('UNAVAILABLE', { cause: error }) : undefined
}
