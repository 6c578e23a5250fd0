import type { Context } from '../../context.ts'
import { linkTo, mailText, type MailText } from './texts.ts'

const untilInKorea = new Intl.DateTimeFormat('ko-KR', {
  timeZone: 'Asia/Seoul',
  dateStyle: 'long',
  timeStyle: 'short',
})

interface Held {
  name: string
  productId: number
  productName: string
  colorName: string
  sizeMm: number
  heldUntil: Date
}

/** What tells a member that a pair is held for them; undefined when it no longer is. */
export async function restockMail({ sql, config }: Context, placeId: number): Promise<MailText | undefined> {
  const [held] = await sql<Held[]>`
    select members.name, products.id as "productId", products.name as "productName",
      product_colors.name as "colorName", size_mm as "sizeMm", held_until as "heldUntil"
    from restock_places
      join members on members.id = member_id and members.status = 'ACTIVE'
      join skus on skus.id = sku_id
      join products on products.id = product_id
      join product_colors on product_colors.id = color_id
    where restock_places.id = ${placeId} and state = 'HELD' and held_until > now()`
  if (!held) return undefined
  const { name, productId, productName, colorName, sizeMm, heldUntil } = held
  return mailText('기다리시던 상품이 들어왔습니다', [
    `${name} 님, 안녕하세요.`,
    `${productName} (${colorName}, ${sizeMm}mm) 한 켤레를 ${untilInKorea.format(heldUntil)}까지 맡아 두었습니다.`,
    linkTo(config.PUBLIC_URL!, `products/${productId}`),
    '그때까지 주문하지 않으시면 다음 분의 차례가 됩니다.',
    'MUNOVA',
  ])
}
