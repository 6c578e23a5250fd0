import { rm } from 'node:fs/promises'
import { type HaproxyOptions, startHaproxy } from '@munova/tool-services'
import { type Cleanup, afterTheTest } from './cleanup.ts'
import { serverFolder } from './environment.ts'

/** A HAProxy for one test, with this configuration; it listens on `port`, which the configuration names. */
export async function testHaproxy(
  t: Cleanup,
  configuration: string,
  port: number,
  options: Pick<HaproxyOptions, 'environment' | 'masterSocket'> = {},
): Promise<void> {
  const folder = await serverFolder('haproxy')
  afterTheTest(t, () => rm(folder, { recursive: true, force: true }))
  const server = await startHaproxy(configuration, { folder, port, ...options })
  t.after(() => server.stop())
}
