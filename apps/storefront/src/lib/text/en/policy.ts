import type { PolicyText } from '../ko/policy.ts'

export const policy: PolicyText = {
  draft:
    'This text is a draft. The operator has to adapt it to the own business before publishing it; no lawyer has seen it.',
  terms: {
    title: 'Terms of use',
    text: `
# 1. This shop
MUNOVA shows shoes of several sellers and mediates orders and payments. This site is a demo shop that sells nothing, and its payment window moves no money.

# 2. Members
Anybody of 14 years or older may sign up with an e-mail address and a password, and may withdraw at any time in the account. A seller withdraws when nothing is on sale and no order is unfinished.

# 3. Orders and payment
Nothing is ordered for another amount than the one shown. An order that is not paid in time is cancelled by itself, and its coupon comes back.

# 4. Cancelling, returning, exchanging
An order can be cancelled on its page until it is shipped. Goods may be returned within 7 days from the day after the delivery, and within 3 months (30 days from noticing it) when they differ from what was shown or advertised. The refund follows within three business days of the goods being back at the seller.

# 5. Liability
Each seller is liable for goods and sale. The seller is named on the page of the product.

# 6. Contact
By the telephone number and e-mail address at the bottom of this page.`,
  },
  privacy: {
    title: 'Privacy policy',
    text: `
# 1. What is collected, and why
Signing up: e-mail address, password, name. The password is stored in a form that cannot be reversed. Ordering: name, telephone number, address and note for the delivery, and a bank account for the refund of a deposit, which is stored encrypted. Messages and their pictures are stored to be shown to the other members of the talk. What members view, like, put into the cart and buy is recorded to recommend what goes with it. What guests view stays in their browser.

# 2. For how long
Account, address book, cart, sessions and notifications are deleted at once when you withdraw. Notifications are deleted after 365 days. What is recorded for recommendations is deleted 90 days after the product was last viewed or bought, and at once when you withdraw.

Name, telephone number, address and return reasons of paid orders are kept for 5 years after the last event, by article 6 of the decree of the E-commerce Act, and then deleted; those of orders that were never paid for 30 days. Bank accounts are deleted when the refund is done.

A guest's cart ends 30 days after its last change, a sign-in after 14 days without use. Messages of a group are deleted with it; those of an inquiry to a seller are kept for disputes.

# 3. Who gets it
The sellers of what you order see the name, telephone number, address and note of the delivery. A payment gateway handles payments, and card numbers never reach this shop. Nobody else gets anything.

# 4. Cookies
Only those that remember the sign-in, the cart, the name of this device, the language and the theme. There are none for advertising or tracking.

# 5. Your rights
In the account you see and change name, e-mail address, password and address book, end sessions of devices, and withdraw. The record of what you viewed is deleted by ‘Clear recently viewed’.

# 6. Privacy officer
By the telephone number and e-mail address at the bottom of this page. (The operator enters name and contact of the officer.)`,
  },
}
