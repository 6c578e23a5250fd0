import type { CommerceSchemas } from '@munova/commerce-client'

type Product = CommerceSchemas['ProductCard']

/** What a card shows of a product; lists that are not of the catalogue know neither likes nor ratings. */
export type Card = Pick<Product, 'id' | 'name' | 'brand' | 'imageUrl' | 'price' | 'listPrice' | 'soldOut'> &
  Partial<Pick<Product, 'likes' | 'rating'>>

/** A card's part of a product: pages send their data twice, as HTML and for the script, so that everything else is left out. */
export function cardOf({ id, name, brand, imageUrl, price, listPrice, soldOut, likes, rating }: Card): Card {
  return {
    id,
    name,
    brand,
    imageUrl,
    price,
    listPrice,
    soldOut,
    ...(likes && { likes }),
    ...(rating && { rating }),
  }
}
