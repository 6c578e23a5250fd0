import { inputSchemas, textFieldTests } from '@munova/testing'
import * as contract from '../src/index.ts'

const inputs = inputSchemas(contract)
const cursors = Object.keys(inputs)
  .filter(
    (name) =>
      name.endsWith('Query') &&
      !['StreamQuery', 'SuggestionQuery', 'ImportQuery', 'FacetQuery', 'PinQuery'].includes(name),
  )
  .map((name) => `${name}.cursor`)

textFieldTests(inputs, {
  multiLine: [
    'CreateProduct.description',
    'EditProduct.description',
    'CreateProduct.disclosure.care',
    'CreateProduct.disclosure.warranty',
    'EditProduct.disclosure.care',
    'EditProduct.disclosure.warranty',
    'Disclosure.care',
    'Disclosure.warranty',
    'PlaceOrder.note',
    'CancelOrder.reason',
    'CancelItems.reason',
    'CancelAnyOrder.reason',
    'CancelSoldItems.reason',
    'RefundItems.reason',
    'RequestReturn.note',
    'AcceptReturn.answer',
    'RejectReturn.answer',
    'ResolveDifference.note',
    'ReviewEntry.text',
    'WriteReview.text',
    'AnswerReview.text',
    'ReportReview.note',
    'HideReview.reason',
  ],
  anyCharacters: [
    'SignUp.password',
    'SignIn.password',
    'Withdraw.password',
    'ChangePassword.password',
    'ChangePassword.newPassword',
    'ResetPassword.newPassword',
    'ChangeEmail.password',
    'PaymentWebhook.orderId',
    'PaymentWebhook.data.orderId',
    'PaymentWebhook.data.paymentKey',
  ],
  opaque: [
    ...cursors,
    'Refresh.refreshToken',
    'SignOut.refreshToken',
    'SignIn.deviceToken',
    'SignUp.deviceToken',
    'MailedToken.token',
    'ResetPassword.token',
    'FollowTokenHeader.x-follow-token',
  ],
})
