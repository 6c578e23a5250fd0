import { join } from 'node:path'
import { type ServerFolder, prepareServerFolder } from '../machine/server-folder.ts'
import { acquireLock } from '../machine/lock-file.ts'
import { messageOf } from '../machine/failure.ts'
import { findProgram } from '../machine/debian-package.ts'
import { plainPath } from '../machine/plain-path.ts'
import { supervise } from '../machine/supervise.ts'
import { findRabbit } from './binary.ts'
import { type NodeOptions, openNode, type RabbitNode } from './node.ts'
import {
  kill,
  launch,
  lifeOf,
  type Programs,
  type RabbitProcesses,
  shutDown,
  stopLeftover,
} from './process.ts'

export interface RabbitOptions {
  /** Folder of data, log and configuration; created when missing. */
  directory: string
  log?: (line: string) => void
  /** Told when the node dies and when it runs again; without it `log` is. */
  report?: (line: string) => void
  /** Plugins in addition to the management plugin, and lines for rabbitmq.conf. */
  plugins?: readonly string[]
  configuration?: readonly string[]
}

/** A RabbitMQ node on 127.0.0.1 with the management plugin, started by this process. */
export interface RabbitServer {
  /** AMQP URL with its user, virtual host `/`. */
  readonly url: string
  /** URL of the management interface, with the same user. */
  readonly managementUrl: string
  /** Stops the node; durable data stays in its folder. Idempotent. RabbitMQ 3 takes six seconds for it. */
  stop(): Promise<void>
  /** Kills the node: for tests, and for data that is not needed any more. */
  kill(): Promise<void>
  /** Restarts the node after stop or kill, with the same ports and data. */
  start(): Promise<void>
}

/** A start is retried when another process takes a port. */
const START_ATTEMPTS = 3

/**
 * Starts RabbitMQ in `directory` with the rabbitmq-server of this machine; resolves when it accepts connections. Later
 * starts there have the same durable queues. A node that dies is started again, on the same ports. Throws `LockHeld` when another running process supervises the directory.
 */
export async function startRabbit({
  directory,
  log = () => {},
  report = log,
  ...extra
}: RabbitOptions): Promise<RabbitServer> {
  const binary = await findRabbit()
  if (!binary)
    throw new Error('no rabbitmq-server on this machine: install RabbitMQ, or give the address of one')
  const epmd = findProgram('epmd')
  if (!epmd) throw new Error('epmd is missing: install the complete Erlang')

  const programs = { script: binary.path, epmd }
  const prepared = await prepareServerFolder(directory, log)
  const home = { ...prepared, folder: await plainPath(prepared.folder) }
  const supervisor = join(home.folder, 'supervisor')

  let release = await acquireLock(supervisor)
  let running: RabbitProcesses | undefined
  let node: RabbitNode
  try {
    await stopLeftover(home.folder)
    ;({ node, running } = await launchAnywhere(home, programs, extra))
  } catch (error) {
    await release()
    throw error
  }
  log(`RabbitMQ on 127.0.0.1:${node.amqp}`)

  // Starts and stops run one after the other, in the order of the calls.
  let last: Promise<unknown> = Promise.resolve()
  const serialize = <T>(step: () => Promise<T>): Promise<T> => {
    const result = last.catch(() => undefined).then(step)
    last = result
    return result
  }
  let supervision = new AbortController()
  const watch = async (processes: RabbitProcesses) => {
    supervision = new AbortController()
    const { signal } = supervision
    const restart = async () => {
      if (!signal.aborted) {
        // What is left of it.
        await kill(processes, home.folder)
        running = processes = await launch(home, node, programs)
      }
      return lifeOf(processes, home.folder)
    }
    const life = await lifeOf(processes, home.folder)
    void supervise(life, { name: 'RabbitMQ', report, signal, restart: () => serialize(restart) })
  }
  const end = (how: typeof shutDown) => {
    supervision.abort()
    return serialize(async () => {
      if (!running) return
      await how(running, home.folder)
      running = undefined
      await release()
    })
  }
  await watch(running)
  return {
    url: `amqp://guest:guest@127.0.0.1:${node.amqp}`,
    managementUrl: `http://guest:guest@127.0.0.1:${node.management}`,
    stop: () => end(shutDown),
    kill: () => end(kill),
    start: () =>
      serialize(async () => {
        if (running) return
        release = await acquireLock(supervisor)
        running = await launch(home, node, programs)
        await watch(running)
      }),
  }
}

/** Starts the node of this folder; replaces a port that another process has taken meanwhile. */
async function launchAnywhere(
  home: ServerFolder,
  programs: Programs,
  extra: NodeOptions,
): Promise<{ node: RabbitNode; running: RabbitProcesses }> {
  for (let attempt = 1; ; attempt++) {
    const node = await openNode(home, extra)
    try {
      return { node, running: await launch(home, node, programs) }
    } catch (error) {
      const isTemporary = /eaddrinuse|address already in use/i.test(messageOf(error))
      if (!isTemporary || attempt === START_ATTEMPTS) throw error
    }
  }
}
