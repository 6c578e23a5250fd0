/** How many statements have stored how many messages since the server started. */
export interface AppendBatches {
  statements: number
  messages: number
}

const TIMEOUT_MS = 10_000

/** Asks the server's own metrics; what they do not have counts as 0. */
export async function readAppendBatches(url: string): Promise<AppendBatches> {
  const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(TIMEOUT_MS) })
  const text = await response.text()
  const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? 0)
  return {
    statements: value('chat_append_batch_messages_count'),
    messages: value('chat_append_batch_messages_sum'),
  }
}
