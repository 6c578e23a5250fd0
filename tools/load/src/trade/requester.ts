import { Pool } from 'undici'

export interface HttpRequest {
  method: 'GET' | 'PUT' | 'POST'
  path: string
  token?: string | undefined
  body?: object
  /** Value of the Idempotency-Key header. */
  key?: string
}

export interface HttpResponse {
  status: number
  text: string
  /** From sending to the last byte, in milliseconds. */
  ms: number
}

/** An HTTP client of one server with keep-alive connections and one request at a time on each. */
export class Requester {
  readonly #pool: Pool

  constructor(url: string, connections: number) {
    this.#pool = new Pool(url, { connections, pipelining: 1 })
  }

  async send({ method, path, token, body, key }: HttpRequest): Promise<HttpResponse> {
    const at = performance.now()
    const response = await this.#pool.request({
      method,
      path,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      body: body ? JSON.stringify(body) : null,
    })
    const text = await response.body.text()
    return { status: response.statusCode, text, ms: performance.now() - at }
  }

  close(): Promise<void> {
    return this.#pool.destroy()
  }
}

/** The body of a response. Throws unless it has the expected status. */
export function bodyOf({ status, text }: HttpResponse, expected: number): unknown {
  if (status !== expected) throw new Error(`status ${status} ${codeOf(text)}`)
  return JSON.parse(text)
}

/** The problem code of an error response, or the beginning of its text. */
export function codeOf(text: string): string {
  try {
    return String((JSON.parse(text) as { code?: string }).code)
  } catch {
    return text.slice(0, 100)
  }
}
