import type { FastifyReply, FastifyRequest } from 'fastify'
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Log } from '../process/log.ts'
import { preferredLanguage } from './language.ts'
import { Problem, serviceProblem, type ProblemTexts, type ServiceProblemCode } from './problem.ts'
import { REQUEST_ID_HEADER } from './request-id.ts'

/** `problemFor` makes problems of errors from lower layers. */
export interface FailureOptions {
  /** By language; "en" is the default. */
  texts: Readonly<Record<string, ProblemTexts>> & { en: ProblemTexts }
  problemFor: (error: unknown) => Problem | undefined
}

const codeOfStatus: Readonly<Record<number, ServiceProblemCode>> = {
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'ROUTE_NOT_FOUND',
  413: 'PAYLOAD_TOO_LARGE',
  414: 'ROUTE_NOT_FOUND',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'RATE_LIMITED',
  503: 'UNAVAILABLE',
}

/** Responds to every failed request. Errors that are no problem are logged here, once. */
export function sendFailure(error: unknown, reply: FastifyReply, options: FailureOptions): FastifyReply {
  const problem = problemOfError(error, reply, options)
  if (problem.status === 500) reply.log.error({ err: error }, 'request failed')
  else if (problem.status > 500) reply.log.warn({ err: error }, 'request failed temporarily')
  return sendProblem(problem, reply, options.texts)
}

function problemOfError(error: unknown, reply: FastifyReply, options: FailureOptions): Problem {
  if (error instanceof Problem) return error
  const mapped = options.problemFor(error)
  if (mapped) return mapped
  const { statusCode, code } = httpErrorOf(error)
  if (code === 'FST_ERR_BAD_URL') {
    return serviceProblem('VALIDATION_FAILED', {
      errors: [{ path: 'path', message: 'is not a well-formed URL path' }],
    })
  }
  const known = codeOfStatus[statusCode]
  if (known === 'RATE_LIMITED') return rateLimited(reply)
  if (known) return serviceProblem(known)
  // Other 400s are from reading the body: truncated, empty, not JSON, or with a forbidden key.
  return serviceProblem(statusCode >= 400 && statusCode < 500 ? 'INVALID_JSON' : 'INTERNAL')
}

function httpErrorOf(error: unknown): { statusCode: number; code: string } {
  if (!(error instanceof Error)) return { statusCode: 500, code: '' }
  const statusCode = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500
  return { statusCode, code: 'code' in error && typeof error.code === 'string' ? error.code : '' }
}

/** A rate limiter sets Retry-After (in seconds) before it throws. */
function rateLimited(reply: FastifyReply): Problem {
  const seconds = Number(reply.getHeader('retry-after'))
  return serviceProblem('RATE_LIMITED', Number.isFinite(seconds) ? { retryAfterMs: seconds * 1000 } : {})
}

function sendProblem(problem: Problem, reply: FastifyReply, texts: FailureOptions['texts']): FastifyReply {
  const request: FastifyRequest = reply.request
  const language = preferredLanguage(request.headers['accept-language'], Object.keys(texts))
  const { title, detail } = problem.textsIn(texts[language ?? 'en'] ?? texts.en)
  void reply.code(problem.status).type('application/problem+json')
  void reply.headers({ [REQUEST_ID_HEADER]: request.id, 'cache-control': 'no-store' })
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer')
  if (problem.retryAfterMs !== undefined) {
    void reply.header('retry-after', String(Math.ceil(problem.retryAfterMs / 1000)))
  }
  // A buffer bypasses Fastify's serializer, which is that of the route's schemas, and gets no charset, which JSON does not have.
  const body = {
    type: `urn:munova:problem:${problem.code}`,
    title,
    status: problem.status,
    code: problem.code,
    detail,
    requestId: request.id,
    retryAfterMs: problem.retryAfterMs,
    errors: problem.errors,
  }
  return reply.send(Buffer.from(JSON.stringify(body)))
}

/** Responds on the socket to what is no HTTP request, or took too long to arrive: there is no request object. */
export function sendMalformedRequest(error: NodeJS.ErrnoException, socket: Duplex, log: Log): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const status = malformedStatus(error.code)
  const body = JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status })
  log.debug({ code: error.code, status }, 'malformed request')
  if (socket.writable) {
    socket.write(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/problem+json\r\n` +
        `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    )
  }
  socket.destroy()
}

function malformedStatus(code: string | undefined): number {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408
  return code === 'HPE_HEADER_OVERFLOW' ? 431 : 400
}
