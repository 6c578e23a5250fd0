/**
 * What a request resolves to, which is given up after this time: for what a page can do without. The timer ends with the answer, unlike that of
 * `AbortSignal.timeout`.
 */
export async function within<T>(ms: number, request: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), ms)
  try {
    return await request(late.signal)
  } finally {
    clearTimeout(timer)
  }
}
