import { said, type FieldTexts, type Rejection, type SaidParams } from '@munova/text-contract'

/** A sentence about one occurrence of a problem: constant, or made of the parameters of the problem. */
export type DetailText = string | ((params: never) => string)

/** The texts of one kind of problem in one language. */
export interface ProblemText {
  title: string
  details?: Readonly<Record<string, DetailText>>
}
/** The texts of all problems in one language, by code. */
export type ProblemTexts = Readonly<Record<string, ProblemText>>

/** One kind of problem: the HTTP status, and the English texts. */
export interface ProblemRow extends ProblemText {
  status: number
}
export type ProblemTable = Readonly<Record<string, ProblemRow>>

/** The problems that any route may respond with. An app's table has the same codes and details, with its own texts. */
export const serviceProblems = {
  VALIDATION_FAILED: { status: 400, title: 'The request is not valid' },
  INVALID_JSON: { status: 400, title: 'The body is not valid JSON' },
  CURSOR_INVALID: { status: 400, title: 'The cursor was not issued by this list' },
  UNAUTHENTICATED: {
    status: 401,
    title: 'A valid access token is required',
    details: { notBearer: 'The Authorization header is not "Bearer <token>"' },
  },
  TOKEN_EXPIRED: { status: 401, title: 'The access token has expired' },
  FORBIDDEN: { status: 403, title: 'The role of this member does not permit this' },
  ROUTE_NOT_FOUND: { status: 404, title: 'The route does not exist' },
  REQUEST_TIMEOUT: { status: 408, title: 'The request did not arrive in time' },
  PAYLOAD_TOO_LARGE: { status: 413, title: 'The body is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The media type is not supported; send application/json' },
  RATE_LIMITED: { status: 429, title: 'Too many requests; retry after Retry-After' },
  HEADERS_TOO_LARGE: { status: 431, title: 'The headers of the request are too large' },
  INTERNAL: { status: 500, title: 'Internal server error; the request may be retried' },
  OVERLOADED: { status: 503, title: 'The server is overloaded; retry after Retry-After' },
  UNAVAILABLE: {
    status: 503,
    title: 'The service is temporarily unavailable; retry the request',
    details: { stopping: 'The server is shutting down' },
  },
} as const satisfies ProblemTable

export type ServiceProblemCode = keyof typeof serviceProblems

/** An invalid value in the input: `body.items.0.quantity`, `query.limit`, `params.id`, `headers.idempotency-key`. */
export interface WrongPath {
  path: string
  message: string
}

/** What other languages need to know of it, too. Clients get a WrongPath. */
export interface RejectedPath extends WrongPath, Rejection {}

/** What is wrong at a path, in a message that every language has: apps narrow `text` to the messages of their contract. */
export function rejectedPath(path: string, text: string, params?: SaidParams): RejectedPath {
  return { path, ...said(text, params) }
}

export interface ProblemExtra {
  errors?: RejectedPath[]
  retryAfterMs?: number
  cause?: unknown
}

/** What a problem of `Row` is made with: the name of one of its details and the parameters of that detail. */
export type ProblemOptions<Row> = ProblemExtra & (DetailOptions<Row> | { detail?: undefined })

type DetailOptions<Row> = Row extends { details: infer Details }
  ? {
      [Name in keyof Details]: { detail: Name } & (Details[Name] extends (params: infer Params) => string
        ? Params
        : unknown)
    }[keyof Details]
  : never

/** An error that is sent to the client as it is, with its texts and `errors`. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: string
  readonly status: number
  readonly title: string
  /** In English. */
  readonly detail: string | undefined
  /** In English. */
  readonly errors: WrongPath[] | undefined
  readonly retryAfterMs: number | undefined
  readonly #options: { detail?: PropertyKey | undefined; errors?: RejectedPath[] }

  constructor(
    code: string,
    row: ProblemRow,
    options: ProblemExtra & { detail?: PropertyKey | undefined } = {},
  ) {
    const detail = renderDetail(row, options)
    super(detail ?? row.title, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.status = row.status
    this.title = row.title
    this.detail = detail
    this.errors = options.errors?.map(({ path, message }) => ({ path, message }))
    this.retryAfterMs = options.retryAfterMs
    this.#options = options
  }

  /** Title and detail in the language of `texts`, in English where it has none. */
  textsIn(texts: ProblemTexts): { title: string; detail: string | undefined } {
    const text = texts[this.code]
    return { title: text?.title ?? this.title, detail: renderDetail(text, this.#options) ?? this.detail }
  }

  /** The invalid paths with messages of a language, in English where it has none. */
  errorsIn(textOf: FieldTexts | undefined): WrongPath[] | undefined {
    return this.#options.errors?.map((rejected) => ({
      path: rejected.path,
      message: textOf?.(rejected) ?? rejected.message,
    }))
  }
}

function renderDetail(text: ProblemText | undefined, options: { detail?: PropertyKey | undefined }) {
  const detail = text?.details?.[String(options.detail)]
  // The parameters were checked against the English text of the table; texts of other languages take the same.
  return typeof detail === 'function' ? detail(options as never) : detail
}

/**
 * The way to make a problem of a table: `const problem = problemFactory(table)`, then
 * `throw problem('TOO_MANY_ROOMS', { detail: 'atMost', rooms: 50 })`.
 */
export function problemFactory<Table extends ProblemTable>(table: Table) {
  return <Code extends keyof Table & string>(code: Code, options?: ProblemOptions<Table[Code]>): Problem => {
    const row = table[code]
    if (!row) throw new TypeError(`no such problem: ${code}`)
    return new Problem(code, row, options)
  }
}

export const serviceProblem = problemFactory(serviceProblems)
