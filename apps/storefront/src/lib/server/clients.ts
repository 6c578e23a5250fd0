import { type ChatHttpClient, chatHttpClient } from '@munova/chat-client/http'
import { commerceClient, type CommerceClient } from '@munova/commerce-client'
import { CHAT_SERVER_URL, COMMERCE_API_URL } from '$app/env/private'
import type { Cookies } from '@sveltejs/kit'
import type { Language } from '#lib/text/language.ts'
import { dropToken, keepToken } from './cookies.ts'
import { forwardedHeaders, type RequestContext } from './request-context.ts'
import { forgetAccess, type Session } from './session.ts'

/** The token of a guest's cart; commerce-api makes it with the first item. */
const CART_COOKIE = 'cart'
const CART_HEADER = 'x-cart-token'
const CART_MAX_AGE_SECONDS = 30 * 24 * 60 * 60

interface Requester extends RequestContext {
  session: Session
  language: Language
  cookies: Cookies
}

/** commerce-api for whoever sends this request: a member, or a guest with a cart. Waits `timeoutMs` for an answer, by default as clients do. */
export function shopFor(requester: Requester, timeoutMs?: number): CommerceClient {
  const { cookies, isSecure } = requester
  const cart = cookies.get(CART_COOKIE)
  return commerceClient({
    baseUrl: COMMERCE_API_URL,
    ...(timeoutMs !== undefined && { timeoutMs }),
    headers: { ...headersOf(requester), ...(cart && { [CART_HEADER]: cart }) },
    fetch: async (request) => {
      const response = await fetch(request)
      const token = response.headers.get(CART_HEADER)
      if (token && token !== cart) {
        keepToken(cookies, CART_COOKIE, token, { maxAge: CART_MAX_AGE_SECONDS, isSecure })
      }
      if (response.status === 401) forgetAccess(cookies)
      return response
    },
  })
}

/** chat-server for the member who sends this request. */
export function chatFor(requester: Requester): ChatHttpClient {
  return chatHttpClient({
    baseUrl: CHAT_SERVER_URL,
    headers: headersOf(requester),
    fetch: async (request) => {
      const response = await fetch(request)
      if (response.status === 401) forgetAccess(requester.cookies)
      return response
    },
  })
}

const headersOf = ({ language, session, ...context }: Requester): Record<string, string> => ({
  'accept-language': language,
  ...forwardedHeaders(context),
  ...(session.accessToken && { authorization: `Bearer ${session.accessToken}` }),
})

/** The guest's cart has become the member's. */
export function forgetCart(cookies: Cookies, context: RequestContext): void {
  dropToken(cookies, CART_COOKIE, context)
}
