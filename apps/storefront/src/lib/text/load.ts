import type { AccountText } from './ko/account.ts'
import type { AdminText } from './ko/admin.ts'
import type { AuditText } from './ko/admin-audit.ts'
import type { AdminOrdersText } from './ko/admin-orders.ts'
import type { AdminCurationText } from './ko/admin-curation.ts'
import type { AdminPromotionsText } from './ko/admin-promotions.ts'
import type { CampaignsText } from './ko/campaigns.ts'
import type { ChatText } from './ko/chat.ts'
import type { MemberText } from './ko/member.ts'
import type { InboxText } from './ko/inbox.ts'
import type { NotificationsText } from './ko/notifications.ts'
import type { OrdersText } from './ko/orders.ts'
import type { PolicyText } from './ko/policy.ts'
import type { ReviewsText } from './ko/reviews.ts'
import type { SellerProductsText } from './ko/seller-products.ts'
import type { SellerText } from './ko/seller.ts'
import type { ShopText } from './ko/shop.ts'
import type { SiteText } from './ko/site.ts'
import type { TodayText } from './ko/today.ts'
import type { Language } from './language.ts'

/**
 * Loads the words of one part of the site, in one language only. A page gets its words from its `load`, so that the browser fetches the catalogues of
 * the page it is on and no others.
 */
export const siteText = async (language: Language): Promise<SiteText> =>
  (language === 'ko' ? await import('./ko/site.ts') : await import('./en/site.ts')).site

export const shopText = async (language: Language): Promise<ShopText> =>
  (language === 'ko' ? await import('./ko/shop.ts') : await import('./en/shop.ts')).shop

export const accountText = async (language: Language): Promise<AccountText> =>
  (language === 'ko' ? await import('./ko/account.ts') : await import('./en/account.ts')).account

export const memberText = async (language: Language): Promise<MemberText> =>
  (language === 'ko' ? await import('./ko/member.ts') : await import('./en/member.ts')).member

export const notificationsText = async (language: Language): Promise<NotificationsText> =>
  (language === 'ko' ? await import('./ko/notifications.ts') : await import('./en/notifications.ts'))
    .notifications

export const campaignsText = async (language: Language): Promise<CampaignsText> =>
  (language === 'ko' ? await import('./ko/campaigns.ts') : await import('./en/campaigns.ts')).campaigns

export const policyText = async (language: Language): Promise<PolicyText> =>
  (language === 'ko' ? await import('./ko/policy.ts') : await import('./en/policy.ts')).policy

export const chatText = async (language: Language): Promise<ChatText> =>
  (language === 'ko' ? await import('./ko/chat.ts') : await import('./en/chat.ts')).chat

export const ordersText = async (language: Language): Promise<OrdersText> =>
  (language === 'ko' ? await import('./ko/orders.ts') : await import('./en/orders.ts')).orders

export const reviewsText = async (language: Language): Promise<ReviewsText> =>
  (language === 'ko' ? await import('./ko/reviews.ts') : await import('./en/reviews.ts')).reviews

export const sellerText = async (language: Language): Promise<SellerText> =>
  (language === 'ko' ? await import('./ko/seller.ts') : await import('./en/seller.ts')).seller

export const inboxText = async (language: Language): Promise<InboxText> =>
  (language === 'ko' ? await import('./ko/inbox.ts') : await import('./en/inbox.ts')).inbox

export const sellerProductsText = async (language: Language): Promise<SellerProductsText> =>
  (language === 'ko' ? await import('./ko/seller-products.ts') : await import('./en/seller-products.ts'))
    .sellerProducts

export const adminText = async (language: Language): Promise<AdminText> =>
  (language === 'ko' ? await import('./ko/admin.ts') : await import('./en/admin.ts')).admin

export const auditText = async (language: Language): Promise<AuditText> =>
  (language === 'ko' ? await import('./ko/admin-audit.ts') : await import('./en/admin-audit.ts')).audit

export const adminOrdersText = async (language: Language): Promise<AdminOrdersText> =>
  (language === 'ko' ? await import('./ko/admin-orders.ts') : await import('./en/admin-orders.ts'))
    .adminOrders

export const adminPromotionsText = async (language: Language): Promise<AdminPromotionsText> =>
  (language === 'ko' ? await import('./ko/admin-promotions.ts') : await import('./en/admin-promotions.ts'))
    .adminPromotions

export const adminCurationText = async (language: Language): Promise<AdminCurationText> =>
  (language === 'ko' ? await import('./ko/admin-curation.ts') : await import('./en/admin-curation.ts'))
    .adminCuration

export const todayText = async (language: Language): Promise<TodayText> =>
  (language === 'ko' ? await import('./ko/today.ts') : await import('./en/today.ts')).today
