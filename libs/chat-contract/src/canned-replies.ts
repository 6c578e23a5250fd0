import * as z from 'zod'
import { multiLine, singleLine } from '@munova/text-contract'

/** What is typed after `/`: one word. */
const Shortcut = singleLine({ max: 20 }).refine((text) => !/[\s/]/.test(text), 'must be one word without /')

export const CannedReplyPath = z.strictObject({ shortcut: Shortcut })

/** `{구매자}`, `{상품}` and `{주문번호}` stand for what the client fills in; chat-server stores the text as it is. */
export const CannedReplyText = z.strictObject({ text: multiLine({ max: 1_000, trim: true }) })
export type CannedReplyText = z.infer<typeof CannedReplyText>

/** An answer that a seller gives often; known by its shortcut. */
export const CannedReply = z.object({ shortcut: z.string(), text: z.string() })
export type CannedReply = z.infer<typeof CannedReply>

/** All of a seller, by shortcut. */
export const CannedReplyList = z.object({ items: z.array(CannedReply), nextCursor: z.null() })
