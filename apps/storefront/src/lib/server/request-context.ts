import type { RequestEvent } from '@sveltejs/kit'
import type { RequestContext } from './session.ts'

export const requestContext = ({
  url,
  getClientAddress,
}: Pick<RequestEvent, 'url' | 'getClientAddress'>): RequestContext => ({
  isSecure: url.protocol === 'https:',
  address: getClientAddress(),
})
