import { randomUUID } from 'node:crypto'
import { DemoFailure } from './failure.ts'

const TIMEOUT_MS = 30_000

/** Sends one request, a change with a new Idempotency-Key. Throws DemoFailure. */
export async function request<Body>(
  base: string,
  target: `${'GET' | 'POST' | 'PUT'} /${string}`,
  { token, body }: { token?: string; body?: object } = {},
): Promise<Body> {
  const [method = '', path = ''] = target.split(' ')
  const response = await fetch(`${base}${path}`, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(method !== 'GET' && { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
    },
    ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause: unknown) => {
    throw new DemoFailure(`No response from ${base}; is it running? (npm start)`, { cause })
  })
  const text = await response.text()
  if (!response.ok) throw new DemoFailure(`The response to ${target} is ${response.status}: ${text}`)
  return (text === '' ? undefined : JSON.parse(text)) as Body
}
