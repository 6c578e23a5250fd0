import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findProgram, providePackage } from './machine/debian-package.ts'
import { poll } from './machine/poll.ts'
import { freePort } from './machine/port.ts'
import { terminate } from './machine/process.ts'
import { run } from './machine/run.ts'

const START_TIMEOUT_MS = 30_000
const STOP_TIMEOUT_MS = 10_000

/** A running Prometheus on 127.0.0.1. */
export interface PrometheusServer {
  url: string
  stop(): Promise<void>
}

/** Starts Prometheus with a configuration, which is written into `folder` and keeps its data there. Installs the Debian package where it is missing (as root). */
export async function startPrometheus(
  configuration: string,
  { folder, log }: { folder: string; log?: (line: string) => void },
): Promise<PrometheusServer> {
  const [program, port] = [await provide('prometheus', log), await freePort()]
  const file = join(folder, 'prometheus.yml')
  await writeFile(file, configuration)
  const url = `http://127.0.0.1:${port}`
  const child = spawn(
    program,
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  )
  await once(child, 'spawn')
  const isRunning = () => child.exitCode === null && child.signalCode === null
  const stop = async () => {
    if (isRunning())
      await terminate(child.pid!, [
        ['SIGTERM', STOP_TIMEOUT_MS],
        ['SIGKILL', STOP_TIMEOUT_MS],
      ])
  }
  const isReady = () =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
  await poll(async () => !isRunning() || (await isReady()), { everyMs: 20, timeoutMs: START_TIMEOUT_MS })
  if (isRunning() && (await isReady())) return { url, stop }
  await stop()
  throw new Error('prometheus did not start')
}

/** Runs promtool, which checks rules and tests them. Installs the Debian package where it is missing (as root). */
export async function promtool(
  args: string[],
  log?: (line: string) => void,
): Promise<{ code: number | null; output: string }> {
  return await run(await provide('promtool', log), args)
}

async function provide(program: 'prometheus' | 'promtool', log?: (line: string) => void): Promise<string> {
  const found = await providePackage('prometheus', {
    find: () => Promise.resolve(findProgram(program)),
    log,
  })
  if (found) return found
  throw new Error('install prometheus')
}
