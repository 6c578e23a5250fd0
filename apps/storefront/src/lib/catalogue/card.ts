import type { CommerceSchemas } from '@munova/commerce-client'

/** What a card shows of a product. */
export type Card = Pick<
  CommerceSchemas['ProductCard'],
  'id' | 'name' | 'brand' | 'imageUrl' | 'price' | 'listPrice' | 'soldOut'
>

/** A card's part of a product: pages send their data twice, as HTML and for the script, so that everything else is left out. */
export function cardOf({ id, name, brand, imageUrl, price, listPrice, soldOut }: Card): Card {
  return { id, name, brand, imageUrl, price, listPrice, soldOut }
}
