import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import type { Http } from './server.ts'
import { untilAnswered } from './until-answered.ts'

export interface UploadOptions {
  /** The largest body, in bytes. */
  maxBytes: number
  /** Counts an upload before its body is read, or throws; what it returns is called once, when the answer is known or the body is cut. */
  begin: (request: FastifyRequest) => () => void
}

/**
 * Adds routes whose body is a file: bytes of any media type, which `uploadOf` returns. They have a scope of their own, since no
 * other route reads such bodies. `routes` puts `begin` into the `onRequest` of its routes, after their guard.
 */
export function addUploads(
  http: Http,
  { maxBytes, begin }: UploadOptions,
  routes: (scope: Http, begin: onRequestAsyncHookHandler) => void,
): void {
  void http.register((scope: Http, _, done) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxBytes }, (_request, body, parsed) =>
      parsed(null, body),
    )
    routes(scope, countUnderWay(scope, begin))
    done()
  })
}

/**
 * For `onRequest` of routes of this scope, after their guard: counts a request before its body is read, and until its answer is known. Each has a
 * whole file in memory.
 */
export function countUnderWay(scope: Http, begin: UploadOptions['begin']): onRequestAsyncHookHandler {
  const counted = untilAnswered(scope, begin)
  scope.addHook('onRequestAbort', counted.end)
  return counted.begin
}

/** The body of a route of `addUploads`; empty without one. */
export function uploadOf({ body }: Pick<FastifyRequest, 'body'>): Uint8Array {
  return body instanceof Uint8Array ? body : new Uint8Array()
}
