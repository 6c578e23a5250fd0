import type { FastifyRequest } from 'fastify'
import type { Http } from './server.ts'

type Hook = (request: FastifyRequest) => Promise<void>

/**
 * Counts requests of this scope until their answer is known. `begin` is the hook that counts one, by what it was given, which returns what ends the
 * count; `end` is for a request that ends earlier.
 */
export function untilAnswered(
  scope: Http,
  count: (request: FastifyRequest) => () => void,
): { begin: Hook; end: Hook } {
  const underWay = new WeakMap<FastifyRequest, () => void>()
  const end: Hook = async (request) => {
    const counted = underWay.get(request)
    underWay.delete(request)
    counted?.()
  }
  // Not `onResponse`: there is none for a client that has left, whose request is not aborted either once its body was read.
  scope.addHook('onSend', async (request) => end(request))
  return {
    begin: async (request) => void underWay.set(request, count(request)),
    end,
  }
}
