import type { RequestEvent } from '@sveltejs/kit'

/** What a request says of its client. */
export interface RequestContext {
  isSecure: boolean
  /** For commerce-api's limits by address. */
  address: string
  /** What is asked of the other servers is a part of; null where nothing is recorded. */
  traceparent: string | null
}

export const requestContext = ({
  request,
  url,
  getClientAddress,
}: Pick<RequestEvent, 'request' | 'url' | 'getClientAddress'>): RequestContext => ({
  isSecure: url.protocol === 'https:',
  address: getClientAddress(),
  traceparent: request.headers.get('traceparent'),
})

/** For what is asked of the other servers in the course of a request. */
export const forwardedHeaders = ({ address, traceparent }: RequestContext): Record<string, string> => ({
  'x-forwarded-for': address,
  ...(traceparent !== null && { traceparent }),
})
