import { ChatError } from './errors.ts'

/** The result of `run`; rejects with TIMED_OUT when that takes longer, and what comes later is ignored. */
export async function withTimeout<T>(run: () => Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new ChatError('TIMED_OUT', `No result within ${ms} ms`, { temporary: true })),
      ms,
    )
  })
  try {
    return await Promise.race([run(), late])
  } finally {
    clearTimeout(timer)
  }
}
