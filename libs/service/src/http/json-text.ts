import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

export const JSON_TYPE = 'application/json; charset=utf-8'

/**
 * Responds with JSON that is made already; its schema is neither checked nor needed. Clients may keep it, and ask each time whether it
 * is still the same: 304 without a body.
 */
export function sendJsonText(request: FastifyRequest, reply: FastifyReply, text: string): FastifyReply {
  const etag = `"${hash('sha1', text, 'base64url')}"`
  void reply.headers({ etag, 'cache-control': 'no-cache' })
  if (request.headers['if-none-match'] === etag) return reply.code(304).send()
  return reply.type(JSON_TYPE).send(text)
}
