import { ChatFailure } from './failure.ts'

export interface HttpRequest {
  method?: 'GET' | 'POST'
  path: string
  token?: string
  body?: unknown
}

const TIMEOUT_MS = 10_000

/** The JSON that the first of these servers which can be reached answers. Throws ChatFailure. */
export async function request(bases: readonly string[], asked: HttpRequest): Promise<unknown> {
  const { method = 'GET', path, token, body } = asked
  for (const base of bases) {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch(() => undefined)
    // A node that is not there or just going: the next one may do.
    if (!response || response.status === 502 || response.status === 503) continue
    const answer = parse(await response.text())
    if (response.ok) return answer
    const { title, detail, code } = (answer ?? {}) as Record<string, unknown>
    const why = [title, detail].filter((text) => typeof text === 'string').join(': ')
    throw new ChatFailure(
      why || `${path} was answered ${response.status}`,
      typeof code === 'string' ? code : `${response.status}`,
    )
  }
  throw new ChatFailure(`Nothing answers at ${bases.join(', ')}; does it run? (npm start)`)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
