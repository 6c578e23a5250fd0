import { Refused } from '../connection/connection.ts'
import type { Pair } from './pairs-plan.ts'

const TIMEOUT_MS = 30_000

/** The request by which the first of a pair gets a room for both; its id. Rejects with Refused. */
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
  const answer = (await response.json()) as { id: number; code?: string }
  if (!response.ok)
    throw new Refused(`${request.path.replace(/\d+/, '…')} answered ${answer.code ?? response.status}`)
  return 'groupId' in opens ? opens.groupId : answer.id
}
