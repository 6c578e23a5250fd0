/** What a server answers instead of success (RFC 9457), or UNAVAILABLE when it does not answer. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  /** The meaning of the code, in the language of the request. */
  readonly title: string
  /** Of the contract's table of errors. */
  readonly code: string
  /** The status of the answer; 503 without one. */
  readonly status: number
  /** Places of the request that are not valid, such as `body.lines.0.skuId`. */
  readonly fields: readonly { path: string; message: string }[]
  /** Repeating the request helps after this time. */
  readonly retryAfterMs: number | undefined
  readonly requestId: string | undefined
  /** Describes this occurrence. */
  readonly detail: string | undefined

  constructor(body: ProblemBody, options?: ErrorOptions) {
    super(`${body.code}: ${body.detail ?? body.title ?? ''}`, options)
    this.title = body.title ?? body.code
    this.code = body.code
    this.status = body.status
    this.fields = body.errors ?? []
    this.retryAfterMs = body.retryAfterMs
    this.requestId = body.requestId
    this.detail = body.detail
  }
}

interface ProblemBody {
  code: string
  status: number
  title?: string
  detail?: string
  requestId?: string
  retryAfterMs?: number
  errors?: readonly { path: string; message: string }[]
}

export type Outcome<Answer> =
  { ok: true; value: Answer; response: Response } | { ok: false; problem: ApiProblem }

/** Awaits an operation of a client: its answer, or the problem. Rejects with nothing but mistakes of the program. */
export async function outcomeOf<Answer>(
  operation: Promise<{ data?: Answer; error?: unknown; response: Response }>,
): Promise<Outcome<Answer>> {
  try {
    const { data, error, response } = await operation
    if (response.ok) return { ok: true, value: data as Answer, response }
    return { ok: false, problem: problemOf(error, response) }
  } catch (cause) {
    // Requests fail with a TypeError without a connection, with a TimeoutError or AbortError after their time, with a
    // SyntaxError when an answer is cut or is no JSON.
    const isExpected =
      cause instanceof TypeError || cause instanceof SyntaxError || cause instanceof DOMException
    if (!isExpected) throw cause
    return { ok: false, problem: new ApiProblem({ code: 'UNAVAILABLE', status: 503 }, { cause }) }
  }
}

function problemOf(error: unknown, { status }: Response): ApiProblem {
  if (isProblemBody(error)) return new ApiProblem(error)
  // Not from the server but from something in between, such as a balancer.
  const code = status === 401 ? 'UNAUTHENTICATED' : status < 500 ? 'REJECTED' : 'UNAVAILABLE'
  return new ApiProblem({ code, status })
}

function isProblemBody(value: unknown): value is ProblemBody {
  return typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string'
}
