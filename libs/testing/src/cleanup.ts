/** What a test offers for cleaning up: node:test's context, or a tool's own. */
export interface Cleanup {
  after(run: () => Promise<void> | void): void
}

/**
 * Cleans up after everything that the test itself has registered, before or later. node:test runs such hooks
 * in the order of registration, which would take the database away under the server that was opened on it.
 */
export function afterTheTest(t: Cleanup, run: () => Promise<void> | void): void {
  t.after(() => t.after(run))
}
