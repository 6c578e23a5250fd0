import type { z } from 'zod'
import type { BannerEntry } from '@munova/commerce-contract'
import { inHours } from './open-campaign.ts'

/** Of a banner that is shown. */
export const exampleBanner = (): z.input<typeof BannerEntry> => ({
  title: '가을 러닝화',
  text: '가볍고 오래 신어요',
  link: '/products?category=1',
  startsAt: inHours(-1),
  endsAt: inHours(24),
})
