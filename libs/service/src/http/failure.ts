import type { FieldTexts, GeneralFieldText } from '@munova/text-contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { randomUUID } from 'node:crypto'
import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Log } from '../process/log.ts'
import { preferredLanguage } from './language.ts'
import {
  Problem,
  rejectedPath,
  serviceProblem,
  type ProblemTexts,
  type ServiceProblemCode,
} from './problem.ts'
import { REQUEST_ID_HEADER } from './request-id.ts'
import type { TemporaryFailures } from './temporary-failures.ts'

/** `problemFor` makes problems of errors from lower layers. */
export interface FailureOptions {
  /** By language; "en" is the default. */
  texts: Readonly<Record<string, ProblemTexts>> & { en: ProblemTexts }
  /** Of the invalid paths, in the other languages. */
  fieldTexts: Readonly<Record<string, FieldTexts>>
  problemFor: (error: unknown) => Problem | undefined
  temporaryFailures: TemporaryFailures
}

const MEDIA_TYPE = 'application/problem+json'

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

/** Responds to every failed request. Unexpected errors are logged here, once; temporary ones at a bounded rate. */
export function sendFailure(error: unknown, reply: FastifyReply, options: FailureOptions): FastifyReply {
  const problem = problemOfError(error, reply, options)
  if (problem.status === 500) reply.log.error({ err: error }, 'request failed')
  else if (problem.status > 500) options.temporaryFailures.log(reply.log, problem, error)
  return sendProblem(problem, reply, options)
}

function problemOfError(error: unknown, reply: FastifyReply, options: FailureOptions): Problem {
  if (error instanceof Problem) return error
  const mapped = options.problemFor(error)
  if (mapped) return mapped
  const { statusCode, code } = httpErrorOf(error)
  if (code === 'FST_ERR_BAD_URL') {
    return serviceProblem('VALIDATION_FAILED', {
      errors: [rejectedPath('path', 'is not a well-formed URL path' satisfies GeneralFieldText)],
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

type Languages = Pick<FailureOptions, 'texts' | 'fieldTexts'>

function sendProblem(problem: Problem, reply: FastifyReply, languages: Languages): FastifyReply {
  const request: FastifyRequest = reply.request
  const header = request.headers['accept-language']
  const language = preferredLanguage(header, Object.keys(languages.texts)) ?? 'en'
  void reply.code(problem.status).type(MEDIA_TYPE)
  void reply.headers({ [REQUEST_ID_HEADER]: request.id, 'cache-control': 'no-store' })
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer')
  if (problem.retryAfterMs !== undefined) {
    void reply.header('retry-after', String(Math.ceil(problem.retryAfterMs / 1000)))
  }
  // A buffer bypasses Fastify's serializer, which is that of the route's schemas, and gets no charset, which JSON does not have.
  return reply.send(documentOf(problem, request.id, languages, language))
}

function documentOf(problem: Problem, requestId: string, languages: Languages, language: string): Buffer {
  const { title, detail } = problem.textsIn(languages.texts[language] ?? languages.texts.en)
  const errors = problem.errorsIn(languages.fieldTexts[language])
  const { status, code, retryAfterMs } = problem
  const type = `urn:munova:problem:${code}`
  return Buffer.from(JSON.stringify({ type, title, status, code, detail, requestId, retryAfterMs, errors }))
}

/** Responds on the socket to what is no HTTP request, or took too long to arrive: there is no request object. */
export function sendMalformedRequest(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  { log, ...languages }: Languages & { log: Log },
): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const problem = malformed(error.code)
  const requestId = randomUUID()
  log.debug({ requestId, code: error.code, status: problem.status }, 'malformed request')
  if (socket.writable && !isResponding(socket)) {
    const body = documentOf(problem, requestId, languages, 'en')
    socket.write(
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\nContent-Type: ${MEDIA_TYPE}\r\n` +
        `Content-Length: ${body.length}\r\n${REQUEST_ID_HEADER}: ${requestId}\r\nCache-Control: no-store\r\n` +
        `Connection: close\r\n\r\n${body.toString()}`,
    )
  }
  socket.destroy()
}

/** By the codes of Node and of its parser. */
function malformed(code: string | undefined): Problem {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return serviceProblem('REQUEST_TIMEOUT')
  if (code === 'HPE_HEADER_OVERFLOW') return serviceProblem('HEADERS_TOO_LARGE')
  const errors = [rejectedPath('request', 'is not a well-formed HTTP request' satisfies GeneralFieldText)]
  return serviceProblem('VALIDATION_FAILED', { errors })
}

/** Whether a part of another response is on its way: bytes of this one would become a part of it. Node asks the same. */
function isResponding(socket: Duplex & { _httpMessage?: ServerResponse | null }): boolean {
  // oxlint-disable-next-line no-underscore-dangle -- Node's, and there is no other way to ask
  return socket._httpMessage?.headersSent ?? false
}
