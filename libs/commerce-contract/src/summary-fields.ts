/** As commerceFields, of a seller's figures. */
export const summaryFields: Readonly<Record<string, string>> = {
  usualAnswerMinutes:
    'Half of the answers to inquiries came within so many minutes; null when it is not known',
  ordersToShip: 'Orders with something that the seller has to ship; 10,000 may be more',
  returnsToAnswer: 'Requested returns that the seller has to answer; 10,000 may be more',
  days: 'The last 15 days in Korea, oldest first; the last one is today',
  'SellerDay.date': 'The day in Korea',
  'SellerDay.orders': 'Orders that were paid on this day',
  revenue: "What the seller's goods in them cost; later cancellations and returns do not lower it",
  answers: 'Answers to inquiries on this day',
}
