import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { messageOf } from '@munova/tool-services'
import { ReleaseFailure } from '../failure.ts'

const TIMEOUT_MS = 10_000
const MAXIMUM_SHOWN = 500

/** Sends one request of a smoke test and parses the response. Throws ReleaseFailure. */
export async function request<Body>(
  base: string,
  target: `${'GET' | 'POST'} /${string}`,
  schema: z.ZodType<Body>,
  { token, body }: { token?: string; body?: object } = {},
): Promise<Body> {
  const [method = '', path = ''] = target.split(' ')
  const response = await fetch(`${base}${path}`, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
      ...(method === 'POST' && { 'idempotency-key': randomUUID() }),
    },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause: unknown) => {
    throw new ReleaseFailure(`smoke test: no response to ${target}`, { cause })
  })
  const text = await response.text()
  if (!response.ok)
    throw new ReleaseFailure(
      `smoke test: the response to ${target} is ${response.status}: ${text.slice(0, MAXIMUM_SHOWN)}`,
    )
  try {
    return schema.parse(text === '' ? undefined : JSON.parse(text))
  } catch (cause) {
    throw new ReleaseFailure(`smoke test: the response to ${target} has another form: ${messageOf(cause)}`, {
      cause,
    })
  }
}
