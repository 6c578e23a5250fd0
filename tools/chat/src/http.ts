import { ChatFailure } from './failure.ts'

export interface HttpRequest {
  method?: 'GET' | 'POST'
  path: string
  token?: string
  body?: unknown
}

const TIMEOUT_MS = 10_000

/** Sends a request to the first reachable server; returns the JSON of its response. Throws ChatFailure. */
export async function request(
  bases: readonly string[],
  { method = 'GET', path, token, body }: HttpRequest,
): Promise<unknown> {
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
    // The node is down or draining: try the next one.
    if (!response || response.status === 502 || response.status === 503) continue
    const json = parse(await response.text())
    if (response.ok) return json
    const { title, detail, code } = (json ?? {}) as Record<string, unknown>
    const reason = [title, detail].filter((text) => typeof text === 'string').join(': ')
    throw new ChatFailure(
      reason || `The response to ${path} is ${response.status}`,
      typeof code === 'string' ? code : `${response.status}`,
    )
  }
  throw new ChatFailure(`No response from ${bases.join(', ')}; is it running? (npm start)`)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
