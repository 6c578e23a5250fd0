import { methods } from '../payments/request-schemas.ts'

/** The HTML page of the payment window. */
export function windowPage(query: URLSearchParams): string {
  const hidden = ['orderId', 'amount', 'orderName', 'customerName', 'successUrl', 'failUrl']
    .filter((name) => query.has(name))
    .map((name) => `<input type="hidden" name="${name}" value="${escape(query.get(name)!)}">`)
  const choices = methods.map((name) => `<option>${name}</option>`)
  return `<!doctype html><html lang="ko"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>결제창 (가짜)</title>
<style>body{font:16px system-ui;max-width:24rem;margin:4rem auto;padding:0 1rem}button{padding:.5rem 1rem}</style>
<h1>${escape(query.get('orderName') ?? '주문')}</h1>
<p>주문번호 ${escape(query.get('orderId') ?? '')} · ${escape(query.get('amount') ?? '')}원</p>
<form method="post" action="/window">${hidden.join('')}
<p><label>결제수단 <select name="method">${choices.join('')}</select></label></p>
<p><button name="do" value="pay">결제하기</button> <button name="do" value="leave">취소</button></p>
</form><p><small>No money moves: this page replaces the payment window of Toss Payments.</small></p></html>`
}

/** The address to which the browser returns, with the parameters Toss Payments adds. Undefined if it is not http(s). */
export function returnUrl(url: string, parameters: Record<string, string>): string | undefined {
  if (!URL.canParse(url)) return undefined
  const target = new URL(url)
  if (target.protocol !== 'http:' && target.protocol !== 'https:') return undefined
  for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, value)
  return target.href
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)
}
