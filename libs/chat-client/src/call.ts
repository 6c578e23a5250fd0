/** Calls a listener of the application. What it throws is the application's: it is reported, and breaks nothing here. */
export function call<Args extends unknown[]>(listener: (...args: Args) => void, ...args: Args): void {
  try {
    listener(...args)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
