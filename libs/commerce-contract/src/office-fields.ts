/** As commerceFields, of what only administrators see. */
export const officeFields: Readonly<Record<string, string>> = {
  open: 'All that are open',
  overdue: 'Those that should be done',
  rejected: 'Those that the gateway has rejected',
  withoutAccount: 'Those that wait for an account',
  differences: 'Payment differences that nobody has resolved',
  mailsRejected: 'Mails that the mail server has rejected',
  waiting: 'Members whose turn is to come',
  left: 'Coupons that are not issued, or pairs that can be ordered',
  'OpenReturn.fee': 'Won taken off the refund',
  'CreateCategory.position': 'The place among the categories with the same parent, from 1',
  'ChangeCategory.position': 'The place among the categories with the same parent, from 1',
}
