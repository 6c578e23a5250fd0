/** A text that a seller answers with often. */
export interface CannedReply {
  shortcut: string
  text: string
}

/** What is known of a conversation; what is not known stays in braces, so that the seller sees it. */
export interface Filling {
  buyer: string | undefined
  product: string | undefined
  orderNumber: string | undefined
}

/** Names in braces, in each language of the pages. */
const variables: Readonly<Record<string, keyof Filling>> = {
  구매자: 'buyer',
  buyer: 'buyer',
  상품: 'product',
  product: 'product',
  주문번호: 'orderNumber',
  'order number': 'orderNumber',
}

export const fillIn = (text: string, filling: Filling): string =>
  text.replaceAll(/\{([^{}]{1,20})\}/g, (braced, name: string) => {
    const variable = variables[name.trim()]
    return (variable && filling[variable]) ?? braced
  })

/** The replies for what was typed after `/`: by shortcut first, then by what they say. */
export function repliesFor(replies: readonly CannedReply[], typed: string): CannedReply[] {
  const sought = typed.normalize('NFC').toLowerCase()
  const begins = ({ shortcut }: CannedReply) => shortcut.toLowerCase().startsWith(sought)
  const contains = (reply: CannedReply) => !begins(reply) && reply.text.toLowerCase().includes(sought)
  return [...replies.filter(begins), ...replies.filter(contains)]
}
