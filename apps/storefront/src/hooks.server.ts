import type { HandleServerError, Handle } from '@sveltejs/kit/hooks'
import { isLanguage } from '#lib/text/language.ts'
import { isTheme } from '#lib/theme.ts'
import { chatFor, shopFor } from '#lib/server/clients.ts'
import { requestContext } from '#lib/server/request-context.ts'
import { readSession } from '#lib/server/session.ts'
import { admitToss } from '#lib/server/toss-policy.ts'

export const handle: Handle = async ({ event, resolve }) => {
  const { cookies, locals } = event
  const language = cookies.get('language')
  const theme = cookies.get('theme')
  locals.language = isLanguage(language) ? language : 'ko'
  locals.theme = isTheme(theme) ? theme : 'system'
  const context = requestContext(event)
  locals.session = await readSession(cookies, context)
  const requester = { ...context, cookies, session: locals.session, language: locals.language }
  locals.shop = shopFor(requester)
  locals.shopWithin = (timeoutMs) => shopFor(requester, timeoutMs)
  locals.chat = chatFor(requester)

  const response = await resolve(event, {
    transformPageChunk: ({ html }) =>
      html.replace('%language%', locals.language).replace('%theme%', locals.theme),
  })
  response.headers.set('x-content-type-options', 'nosniff')
  response.headers.set('referrer-policy', 'strict-origin-when-cross-origin')
  response.headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=()')
  if (event.route.id === '/orders/[id]/pay') admitToss(response.headers)
  // Pages show who is signed in and a cart: no cache in between may keep them, and a browser asks again.
  if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'private, no-cache')
  return response
}

/** Only mistakes of the program are logged: `error()` of a page says itself what is wrong. */
export const handleError: HandleServerError = ({ error, event, kind }) => {
  if (kind !== 'unknown') return
  const requestId = crypto.randomUUID()
  console.error(
    JSON.stringify({
      level: 50,
      time: Date.now(),
      name: 'storefront',
      requestId,
      route: event.route.id,
      err: error instanceof Error ? { type: error.name, message: error.message, stack: error.stack } : {},
      msg: 'a page failed',
    }),
  )
  return { status: 500, message: 'INTERNAL', code: 'INTERNAL', requestId }
}
