import { execFile, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { poll } from '../machine/poll.ts'
import { acceptsAmqp, acceptsManagement } from './probe.ts'

/** A RabbitMQ in a container, removed with its data by `kill`. */
export interface RabbitContainer {
  readonly url: string
  readonly managementUrl: string
  kill(): Promise<void>
}

const IMAGE = 'rabbitmq:4-management'
const PULL_TIMEOUT_MS = 10 * 60_000
const START_TIMEOUT_MS = 120_000
const docker = promisify(execFile)

/** Whether a Docker daemon is available. */
export function hasDocker(): boolean {
  return spawnSync('docker', ['info'], { stdio: 'ignore', timeout: 10_000 }).status === 0
}

/** Starts the container with both ports on 127.0.0.1; resolves when it accepts connections. */
export async function startRabbitContainer({ log = () => {} }: { log?: (line: string) => void }) {
  const name = `munova-rabbit-${process.pid}-${randomBytes(4).toString('hex')}`
  log(`starting RabbitMQ in a container (${IMAGE})`)
  const ports = ['-p', '127.0.0.1::5672', '-p', '127.0.0.1::15672']
  await docker('docker', ['run', '--rm', '-d', '--name', name, ...ports, IMAGE], { timeout: PULL_TIMEOUT_MS })
  const kill = async () => {
    await docker('docker', ['rm', '-f', '-v', name])
  }
  try {
    const amqp = await publishedPort(name, 5672)
    const management = await publishedPort(name, 15672)
    const isReady = async () => (await acceptsManagement(management)) && (await acceptsAmqp(amqp))
    if (!(await poll(isReady, { everyMs: 200, timeoutMs: START_TIMEOUT_MS }))) {
      const { stdout } = await docker('docker', ['logs', '--tail', '20', name])
      throw new Error(`RabbitMQ did not start in its container:\n${stdout}`)
    }
    return {
      url: `amqp://guest:guest@127.0.0.1:${amqp}`,
      managementUrl: `http://guest:guest@127.0.0.1:${management}`,
      kill,
    } satisfies RabbitContainer
  } catch (error) {
    await kill()
    throw error
  }
}

async function publishedPort(name: string, port: number): Promise<number> {
  const { stdout } = await docker('docker', ['port', name, String(port)])
  const found = Number(/^127\.0\.0\.1:(\d+)$/m.exec(stdout)?.[1])
  if (!found) throw new Error(`the container does not publish port ${port}`)
  return found
}
