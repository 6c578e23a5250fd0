import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { KeyRing } from '../../src/index.ts'

/** A folder of the test's own. */
export async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'munova-auth-'))
  t.after(() => rm(path, { recursive: true, force: true }))
  return path
}

/** A key ring in a file of the test's own. */
export async function keyRing(t: TestContext): Promise<{ file: string; keys: KeyRing }> {
  const file = join(await folder(t), 'keys', 'signing.json')
  return { file, keys: await KeyRing.load(file) }
}

export const buyer = { memberId: 7, role: 'BUYER', name: '김미나' } as const
