import type { SellerText } from '../ko/seller.ts'

export const seller: SellerText = {
  title: 'Seller desk',
  lead: 'Orders and shipping, returns, and products are managed here.',
  areas: {
    today: 'Today',
    inbox: 'Inquiries',
    orders: 'Orders',
    shipments: 'Ship by file',
    returns: 'Returns',
    products: 'Products',
  },
}
