/** What a client sees of one kind of failure: the HTTP status and a constant sentence. */
export interface ProblemRow {
  status: number
  title: string
}
export type ProblemTable = Readonly<Record<string, ProblemRow>>

/** Failures that any route may answer with; an app's own table is laid over it (same code = the app's words). */
export const serviceProblems = {
  VALIDATION_FAILED: { status: 400, title: 'Something in the request is not as documented' },
  INVALID_JSON: { status: 400, title: 'The body is not valid JSON' },
  CURSOR_INVALID: { status: 400, title: 'The cursor is not one that this list gave out' },
  UNAUTHENTICATED: { status: 401, title: 'A valid access token is needed' },
  TOKEN_EXPIRED: { status: 401, title: 'The access token has expired; get a new one' },
  FORBIDDEN: { status: 403, title: 'This role may not do that' },
  ROUTE_NOT_FOUND: { status: 404, title: 'There is no such route' },
  PAYLOAD_TOO_LARGE: { status: 413, title: 'The body is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'Only application/json is accepted' },
  RATE_LIMITED: { status: 429, title: 'Too many requests; wait for Retry-After' },
  INTERNAL: { status: 500, title: 'The server failed; the request may be repeated' },
  OVERLOADED: { status: 503, title: 'The server has as much work as it accepts; wait for Retry-After' },
  UNAVAILABLE: { status: 503, title: 'The server cannot do this right now; try again' },
} as const satisfies ProblemTable

export type ServiceProblemCode = keyof typeof serviceProblems

/** One wrong place in the input: `body.items.0.quantity`, `query.limit`, `params.id`, `headers.idempotency-key`. */
export interface WrongPath {
  path: string
  message: string
}

export interface ProblemExtra {
  errors?: WrongPath[]
  retryAfterMs?: number
  cause?: unknown
}

/** A failure that is answered as it is: whatever stands in `detail` and `errors` is shown to the client. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: string
  readonly status: number
  readonly title: string
  readonly detail: string | undefined
  readonly errors: WrongPath[] | undefined
  readonly retryAfterMs: number | undefined

  constructor(code: string, row: ProblemRow, { detail, ...extra }: ProblemExtra & { detail?: string } = {}) {
    super(detail ?? row.title, extra.cause === undefined ? undefined : { cause: extra.cause })
    this.code = code
    this.status = row.status
    this.title = row.title
    this.detail = detail
    this.errors = extra.errors
    this.retryAfterMs = extra.retryAfterMs
  }
}

/**
 * The way to make a problem of a table: `const problem = problemFactory(table)`, then
 * `throw problem('ROOM_FULL', 'At most 50 members')`.
 */
export function problemFactory<Table extends ProblemTable>(table: Table) {
  return (code: keyof Table & string, detail?: string, extra: ProblemExtra = {}): Problem => {
    const row = table[code]
    if (!row) throw new TypeError(`no such problem: ${code}`)
    return new Problem(code, row, detail === undefined ? extra : { ...extra, detail })
  }
}

export const serviceProblem = problemFactory(serviceProblems)
