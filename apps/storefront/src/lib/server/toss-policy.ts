import { tossWindow } from './payment-window.ts'

/** Where the payment window is, and what its script asks; cards and banks are reached from inside the window. */
const HOSTS = 'https://*.tosspayments.com'
const FRAME_HOSTS = `${HOSTS} https://pay.toss.im`

/**
 * Admits the script and the frames of Toss Payments to the one page that opens its payment window. The policy is that of the
 * document: whoever comes from another page or goes to one has to load it anew.
 */
export function admitToss(headers: Headers): void {
  const policy = headers.get('content-security-policy')
  if (!policy || !tossWindow) return
  const admitted = new Map([
    ['script-src', new URL(tossWindow.sdkUrl).origin],
    ['connect-src', HOSTS],
    // Phones are sent to the window by a form.
    ['form-action', HOSTS],
  ])
  const directives = policy.split(/;\s*/).map((directive) => {
    const hosts = admitted.get(directive.split(' ', 1)[0] ?? '')
    return hosts === undefined ? directive : `${directive} ${hosts}`
  })
  headers.set('content-security-policy', [...directives, `frame-src ${FRAME_HOSTS}`].join('; '))
}
