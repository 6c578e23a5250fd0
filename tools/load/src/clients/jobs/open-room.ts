import { RequestRejected } from '../connection/connection.ts'
import type { Pair } from './pairs-plan.ts'

const TIMEOUT_MS = 30_000

/** Opens the room of a pair over HTTP as its first member; returns the room id. Rejects with RequestRejected. */
export async function openRoom(url: string, { tokens, opens }: Pair): Promise<number> {
  const request =
    'productId' in opens
      ? { path: '/v1/inquiries', body: JSON.stringify(opens) }
      : { path: `/v1/groups/${opens.groupId}/join`, body: undefined }
  const response = await fetch(`${url}${request.path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${tokens[0]}`,
      ...(request.body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(request.body !== undefined && { body: request.body }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  const body = (await response.json()) as { id: number; code?: string }
  if (!response.ok)
    throw new RequestRejected(`${request.path.replace(/\d+/, '…')} got ${body.code ?? response.status}`)
  return 'groupId' in opens ? opens.groupId : body.id
}
