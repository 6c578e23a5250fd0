import { ConfirmedPayment, ConfirmPayment, PaymentWebhook, WebhookReceived } from '@munova/commerce-contract'
import { JSON_TYPE, type Http } from '@munova/service'
import { bearer, memberProblems } from '../problems.ts'
import type { PaymentsContext } from './gateway/context.ts'
import { handlePaymentWebhook } from './attempt/webhook.ts'
import { confirmPayment } from './confirm.ts'

export function paymentRoutes(app: Http, context: PaymentsContext): void {
  app.post(
    '/v1/payments/confirm',
    {
      schema: {
        tags: ['payments'],
        security: bearer,
        summary: 'Confirm the payment of my order',
        description:
          'The body contains the parameters with which the gateway redirected the browser. Repeating the request, with the same or another Idempotency-Key, never charges twice.',
        body: ConfirmPayment,
        response: { 200: ConfirmedPayment },
      },
      config: {
        idempotent: true,
        problems: [
          ...memberProblems,
          'ORDER_NOT_FOUND',
          'ORDER_ENDED',
          'AMOUNT_MISMATCH',
          'ALREADY_PAID',
          'PAYMENT_IN_PROGRESS',
          'PAYMENT_KEY_USED',
          'PAYMENT_DECLINED',
          'PAYMENT_UNKNOWN',
        ],
      },
      onRequest: app.authenticate.requireMember,
    },
    async (request, reply) => {
      const { member, body: input, idempotency } = request
      const text = await confirmPayment(context, member.memberId, { input, idempotency })
      return reply.type(JSON_TYPE).send(text as never)
    },
  )

  app.post(
    '/v1/payments/webhook',
    {
      schema: {
        tags: ['payments'],
        summary: 'Receive a webhook of the payment gateway',
        description:
          'Not signed, so its content is not trusted: it triggers a look-up of the payment at the gateway.',
        body: PaymentWebhook,
        response: { 200: WebhookReceived },
      },
      config: { problems: ['UNAVAILABLE'] },
    },
    async (request) => {
      await handlePaymentWebhook(context, request.body)
      return {}
    },
  )
}
