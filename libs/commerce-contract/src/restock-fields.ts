/** As commerceFields, of restock lines. */
export const restockFields: Readonly<Record<string, string>> = {
  'Sku.waiting': 'Members who wait for a pair of it: the one that comes back is held for the first of them',
  'SellerSku.waiting':
    'Members who wait for a pair of it: the one that comes back is held for the first of them',
  'RestockPlace.state': 'What became of it',
  'RestockPlace.onSale': 'Whether its product is on sale now; if not, the line waits',
  'RestockPlace.position': 'The place in line, 1 for who is next; null unless WAITING',
  joinedAt: 'Since when the member is, or was, in line',
  heldUntil: 'Until when the pair is, or was, held for the member; null if none was',
  'RestockPlaceQuery.product': 'Only those of this product',
  'RestockPlaceQuery.open': 'Only those that are WAITING or HELD, or only the others',
}
