import { redirect } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { requestContext } from '#lib/server/request-context.ts'
import { endSession } from '#lib/server/session.ts'
import type { RequestHandler } from './$types'

/** Ends the session here and in commerce-api; here also when commerce-api does not answer. */
export const POST: RequestHandler = async (event) => {
  const refreshToken = endSession(event.cookies, requestContext(event))
  if (refreshToken) await outcomeOf(event.locals.shop.POST('/v1/auth/sign-out', { body: { refreshToken } }))
  redirect(303, '/')
}
