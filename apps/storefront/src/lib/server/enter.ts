import type { RequestEvent } from '@sveltejs/kit'
import type { CommerceSchemas } from '@munova/commerce-client'
import { forgetCart } from './clients.ts'
import { keepDevice } from './device.ts'
import { requestContext } from './request-context.ts'
import { beginSession } from './session.ts'

/** Whoever has signed in or up is signed in on this browser, which has no guest's cart any more. */
export function enter(
  event: Pick<RequestEvent, 'request' | 'cookies' | 'url' | 'getClientAddress'>,
  signedIn: CommerceSchemas['SignedInOnDevice'],
): void {
  const context = requestContext(event)
  beginSession(event.cookies, signedIn, context)
  keepDevice(event.cookies, signedIn, context)
  forgetCart(event.cookies, context)
}
