/** Calls a listener of the application. An exception is rethrown asynchronously, so that it does not affect the client. */
export function notifyListener<Args extends unknown[]>(
  listener: (...args: Args) => void,
  ...args: Args
): void {
  try {
    listener(...args)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
