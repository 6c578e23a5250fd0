import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { findRabbit, startRabbit } from '@munova/tool-services'
import { StartFailure } from '../settings/failure.ts'
import type { Settings } from '../settings/settings.ts'

export interface RunningBroker {
  /** Undefined when both apps share one process with an in-memory broker. */
  url: string | undefined
  managementUrl: string | undefined
  /** Description for the terminal. */
  about: string
  stop(): Promise<void>
}

const CONNECT_TIMEOUT_MS = 5_000
const nothing = async () => {}

/** Uses the configured broker, else RabbitMQ of this machine, else an in-memory broker. Throws StartFailure. */
export async function openBroker(
  { isMemory, amqpUrl, home }: Pick<Settings, 'isMemory' | 'amqpUrl' | 'home'>,
  { log, report }: { log: (line: string) => void; report: (line: string) => void },
): Promise<RunningBroker> {
  if (isMemory) return inMemory('because of --memory')
  if (amqpUrl) return existingBroker(amqpUrl)
  if (!(await findRabbit())) return inMemory('because there is no rabbitmq-server on this machine')
  const directory = join(home, 'rabbitmq')
  report('  RabbitMQ takes some seconds to start')
  const server = await startRabbit({ directory, log, report })
  return {
    url: server.url,
    managementUrl: server.managementUrl,
    about: `RabbitMQ on ${new URL(server.url).host}, data in ${directory}`,
    stop() {
      report('  RabbitMQ takes some seconds to stop')
      return server.stop()
    },
  }
}

function inMemory(reason: string): RunningBroker {
  const about = `no RabbitMQ, both apps in one process, ${reason}`
  return { url: undefined, managementUrl: undefined, about, stop: nothing }
}

async function existingBroker(amqpUrl: string): Promise<RunningBroker> {
  if (!URL.canParse(amqpUrl)) throw new StartFailure('AMQP_URL is not a URL')
  const { host, hostname, port, protocol } = new URL(amqpUrl)
  // The apps would wait for an unreachable broker without an explanation.
  const socket = connect({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (protocol === 'amqps:' ? 5_671 : 5_672),
  })
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(CONNECT_TIMEOUT_MS) })
  } catch (error) {
    throw new StartFailure(`RabbitMQ at ${host} (AMQP_URL) cannot be reached`, { cause: error })
  } finally {
    socket.destroy()
  }
  return {
    url: amqpUrl,
    managementUrl: undefined,
    about: `RabbitMQ at ${host}`,
    stop: nothing,
  }
}
