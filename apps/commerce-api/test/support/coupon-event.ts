/** The data of `coupon.issued` for a coupon of this member. */
export const coupon = (memberId: number, id = 1) => ({
  id,
  campaignId: 1,
  memberId,
  name: '첫 구매 5,000원',
  issuedAt: '2026-11-23T05:00:00.000Z',
  validUntil: '2026-12-23T05:00:00.000Z',
})
