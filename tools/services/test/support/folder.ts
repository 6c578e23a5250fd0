import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

/** A temporary folder, removed after all other cleanup of the test. */
export async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'munova-test-'))
  // Accessible, because servers run as another user when root runs the tests.
  await chmod(path, 0o711)
  t.after(() => t.after(() => rm(path, { recursive: true, force: true, maxRetries: 5 })))
  return path
}
