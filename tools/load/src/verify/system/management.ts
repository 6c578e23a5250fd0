const TIMEOUT_MS = 5_000
/** More than a run publishes of what could be parked. */
const MAX_PARKED = 100_000

/** Closes all AMQP connections through the management API. */
export async function closeAmqpConnections(managementUrl: string): Promise<void> {
  const response = await manage(managementUrl, { method: 'GET', path: '/api/connections' })
  const connections = (await response.json()) as { name: string }[]
  await Promise.all(
    connections.map(({ name }) =>
      manage(managementUrl, { method: 'DELETE', path: `/api/connections/${encodeURIComponent(name)}` }),
    ),
  )
}

/** The number of messages in the dead-letter queue of `queue`, counted by reading them: statistics are seconds old. */
export async function countParked(managementUrl: string, queue: string): Promise<number> {
  const response = await manage(managementUrl, {
    method: 'POST',
    path: `/api/queues/%2F/${queue}.dead/get`,
    body: { count: MAX_PARKED, ackmode: 'ack_requeue_true', encoding: 'auto', truncate: 1 },
  })
  if (!response.ok) throw new Error(`the dead-letter queue got status ${response.status}`)
  return ((await response.json()) as unknown[]).length
}

function manage(
  managementUrl: string,
  { method, path, body }: { method: string; path: string; body?: object },
): Promise<Response> {
  const { origin, username, password } = new URL(managementUrl)
  return fetch(`${origin}${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
}
