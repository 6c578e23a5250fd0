import { Pool } from 'undici'

export interface Question {
  method: 'GET' | 'PUT' | 'POST'
  path: string
  token?: string | undefined
  body?: object
  /** Of the header Idempotency-Key. */
  key?: string
}

export interface Answer {
  status: number
  text: string
  /** From sending to the last byte, in milliseconds. */
  waited: number
}

/** Asks one server over keep-alive connections, one question on each at a time. */
export class Asker {
  readonly #pool: Pool

  constructor(url: string, connections: number) {
    this.#pool = new Pool(url, { connections, pipelining: 1 })
  }

  async ask({ method, path, token, body, key }: Question): Promise<Answer> {
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
    return { status: response.statusCode, text, waited: performance.now() - at }
  }

  close(): Promise<void> {
    return this.#pool.destroy()
  }
}

/** The body of an answer that had to have this status. */
export function bodyOf({ status, text }: Answer, wanted: number): unknown {
  if (status !== wanted) throw new Error(`answered ${status} ${codeOf(text)}`)
  return JSON.parse(text)
}

/** What a refusal says, or the beginning of whatever else it is. */
export function codeOf(text: string): string {
  try {
    return String((JSON.parse(text) as { code?: string }).code)
  } catch {
    return text.slice(0, 100)
  }
}
