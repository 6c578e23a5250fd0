import type { CommerceSchemas } from '@munova/commerce-client'

/** What a card shows: pages send their data twice, as HTML and for the script, so that everything else is left out. */
export function cardOf({
  id,
  name,
  brand,
  imageUrl,
  price,
  listPrice,
  soldOut,
}: CommerceSchemas['ProductCard']) {
  return { id, name, brand, imageUrl, price, listPrice, soldOut }
}
