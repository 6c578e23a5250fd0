import { randomUUID } from 'node:crypto'
import { DemoFailure } from './failure.ts'

const TIMEOUT_MS = 30_000

/** One request, as curl would make it; a POST has an Idempotency-Key of its own. Throws DemoFailure. */
export async function request<Body>(
  base: string,
  what: `${'GET' | 'POST'} /${string}`,
  { token, body }: { token?: string; body?: object } = {},
): Promise<Body> {
  const [method = '', path = ''] = what.split(' ')
  const response = await fetch(`${base}${path}`, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(method === 'POST' && { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
    },
    ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause: unknown) => {
    throw new DemoFailure(`Nothing answers at ${base}; does it run? (npm start)`, { cause })
  })
  const text = await response.text()
  if (!response.ok) throw new DemoFailure(`${what} was answered ${response.status}: ${text}`)
  return (text === '' ? undefined : JSON.parse(text)) as Body
}
