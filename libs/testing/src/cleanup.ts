/** Registers cleanup: the context of node:test, or that of a tool. */
export interface Cleanup {
  after(run: () => Promise<void> | void): void
}

/**
 * Runs after all hooks that the test itself registers, before or after this call. node:test runs hooks in the order of
 * registration, so that a database would be dropped before the server that uses it is closed.
 */
export function afterTheTest(t: Cleanup, run: () => Promise<void> | void): void {
  t.after(() => t.after(run))
}
