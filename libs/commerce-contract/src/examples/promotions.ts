import type { z } from 'zod'
import type { NotificationQuery, ReadNotifications } from '../notifications.ts'
import type { PageQuery } from '../page.ts'
import type { CouponQuery, CreateCampaign } from '../promotions/coupons.ts'
import type { SetWaitingRoom } from '../promotions/waiting-rooms.ts'
import { daysAfter, minutesAfter, type Examples, type Query } from './example.ts'

const page = { limit: 10 } satisfies Query<typeof PageQuery>

export function promotionExamples(now: Date): Examples {
  return {
    'GET /v1/coupons': { query: { status: 'ISSUED', limit: 10 } satisfies Query<typeof CouponQuery> },
    'GET /v1/coupons/campaigns': { query: page },
    'GET /v1/admin/coupon-campaigns': { query: page },
    'POST /v1/admin/coupon-campaigns': {
      body: {
        name: '첫 구매 10% 할인',
        discount: { type: 'PERCENT', percent: 10, cap: 20_000 },
        scope: { type: 'ALL' },
        minimumOrder: 50_000,
        quantity: 1_000,
        startsAt: minutesAfter(now, -1),
        endsAt: daysAfter(now, 7),
        validUntil: daysAfter(now, 30),
      } satisfies z.input<typeof CreateCampaign>,
    },
    'PUT /v1/admin/waiting-rooms/{kind}/{id}': {
      body: {
        opensAt: minutesAfter(now, -1),
        closesAt: daysAfter(now, 1),
        admissionsPerSecond: 100,
        capacity: 10_000,
      } satisfies z.input<typeof SetWaitingRoom>,
    },
    'GET /v1/notifications': {
      query: { unread: true, limit: 10 } satisfies Query<typeof NotificationQuery>,
    },
    'PUT /v1/notifications/read': { body: { upTo: 1 } satisfies z.input<typeof ReadNotifications> },
  }
}
