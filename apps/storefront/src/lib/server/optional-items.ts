import { outcomeOf } from '@munova/http-client'
import { within } from './within.ts'

const TIMEOUT_MS = 1_000

/** A list that a page can do without, such as other shoes than its own; empty where it is not known in time. */
export async function optionalItems<Item>(
  request: (signal: AbortSignal) => Parameters<typeof outcomeOf<{ items: Item[] }>>[0],
): Promise<Item[]> {
  const list = await within(TIMEOUT_MS, (signal) => outcomeOf(request(signal)))
  return list.ok ? list.value.items : []
}
