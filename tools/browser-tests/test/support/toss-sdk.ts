import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import type { Page } from 'playwright-core'

/** How the payment window ends: at the page of the fake gateway, or with an error of the script's. */
type Ending = 'window' | 'closed' | 'declined' | 'open'

/** The script of Toss Payments' payment window, as its documentation describes what the storefront uses of it. */
export interface TossSdk {
  url: string
  /** Of the next windows. */
  ending: Ending
  /** Whether requests for the script are answered; those that are held are refused in the end. */
  isServed: boolean
  /** Of the fake gateway's page, where a window leads. */
  windowUrl: string
}

/** What the script was asked for. */
export interface Requested {
  clientKey: string
  customerKey: string
  request: Record<string, unknown>
}

export async function openTossSdk(t: TestContext): Promise<TossSdk> {
  const held: ServerResponse[] = []
  const server = createServer((_request, response) => {
    if (!sdk.isServed) return void held.push(response)
    response.setHeader('content-type', 'text/javascript').end(script(sdk))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const sdk: TossSdk = {
    url: `http://127.0.0.1:${port}/v2/standard`,
    ending: 'window',
    isServed: true,
    windowUrl: '',
  }
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return sdk
}

/** What the script is asked for on this page, from now on. */
export async function requestsOf(page: Page): Promise<Requested[]> {
  const requests: Requested[] = []
  await page.exposeFunction('tossWasAsked', (requested: Requested) => void requests.push(requested))
  return requests
}

const errors = {
  closed: { code: 'USER_CANCEL', message: '취소되었습니다.' },
  declined: { code: 'REJECT_CARD_PAYMENT', message: '한도초과 혹은 잔액부족으로 결제에 실패했습니다.' },
}

const script = ({ ending, windowUrl }: TossSdk) => `
window.TossPayments = (clientKey) => ({
  payment: ({ customerKey }) => ({
    async requestPayment(request) {
      await window.tossWasAsked({ clientKey, customerKey, request })
      const error = ${JSON.stringify(errors)}[${JSON.stringify(ending)}]
      if (error) throw Object.assign(new Error(error.message), { code: error.code })
      if (${JSON.stringify(ending)} === 'open') return new Promise(() => {})
      const { orderId, orderName, successUrl, failUrl } = request
      const query = new URLSearchParams({ orderId, orderName, amount: request.amount.value, successUrl, failUrl })
      location.assign(${JSON.stringify(windowUrl)} + '?' + query)
      return new Promise(() => {})
    },
  }),
})
`
