import type { z } from 'zod'
import type { SendMessage } from './messages.ts'
import type { CannedReplyText } from './canned-replies.ts'
import type { CreateGroup, GroupSearch, MarkRead, OpenInquiry, TransferGroup, UpdateGroup } from './rooms.ts'

/**
 * A request for each operation that has a body, and for the search. Sent as it is by a member of the demo shop, each
 * succeeds; a group is transferred to a member who has joined it.
 */
export const chatExamples = () => ({
  'POST /v1/inquiries': { body: { productId: 3 } satisfies z.input<typeof OpenInquiry> },
  'PUT /v1/seller/canned-replies/{shortcut}': {
    body: { text: '{구매자}님, 주문하신 {상품}은 오늘 보내 드립니다.' } satisfies z.input<
      typeof CannedReplyText
    >,
  },
  'POST /v1/groups': {
    body: { title: '남산 야간 러닝', maxMembers: 50, tags: [8, 22] } satisfies z.input<typeof CreateGroup>,
  },
  'GET /v1/groups': {
    query: { keyword: '러닝', tag: 8, limit: 10 } satisfies Partial<
      Record<keyof z.input<typeof GroupSearch>, string | number>
    >,
  },
  'PATCH /v1/groups/{id}': {
    body: { title: '남산 아침 러닝', maxMembers: 80 } satisfies z.input<typeof UpdateGroup>,
  },
  'POST /v1/groups/{id}/transfer': { body: { memberId: 2 } satisfies z.input<typeof TransferGroup> },
  'POST /v1/rooms/{id}/messages': {
    body: {
      clientMessageId: '0c2a3c1e-5a0b-4c0e-9d5e-0f6a3b1c2d3e',
      type: 'TEXT',
      content: { text: '250 사이즈 재고 있나요?' },
    } satisfies z.input<typeof SendMessage>,
  },
  'PUT /v1/rooms/{id}/read': { body: { seq: 1 } satisfies z.input<typeof MarkRead> },
})
