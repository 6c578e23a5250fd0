import { join } from 'node:path'
import { type Home, makeHome } from '../machine/account.ts'
import { claim } from '../machine/claim.ts'
import { messageOf } from '../machine/failure.ts'
import { findProgram } from '../machine/debian-package.ts'
import { findRabbit } from './binary.ts'
import { type NodeExtra, openNode, type RabbitNode } from './node.ts'
import { kill, launch, type Programs, type RabbitProcesses, shutDown, stopLeftOver } from './process.ts'

export interface RabbitOptions {
  /** Everything of this node lies here: data, log, configuration. Made when missing. */
  directory: string
  log?: (line: string) => void
  /** Beside the management plugin, with lines for rabbitmq.conf. */
  plugins?: readonly string[]
  configuration?: readonly string[]
}

/** A RabbitMQ node of our own on 127.0.0.1, with the management plugin. */
export interface RabbitServer {
  /** AMQP address with its user, virtual host `/`. */
  readonly url: string
  /** HTTP address of the management interface, with the same user. */
  readonly managementUrl: string
  /** Stops the node; what is durable stays in its folder. Idempotent. RabbitMQ 3 takes six seconds for it. */
  stop(): Promise<void>
  /** Ends the node at once, as a crash would: for data that nobody wants any more, and for tests. */
  kill(): Promise<void>
  /** Starts the node again after stop or kill: same ports, same data. */
  start(): Promise<void>
}

/** Another process may take a port between our look and the bind. */
const START_ATTEMPTS = 3

/**
 * Starts RabbitMQ in `directory` with the rabbitmq-server of this machine; resolves when it takes connections.
 * A second start there has the same durable queues. A directory whose supervisor lives is an error (`Claimed`).
 */
export async function startRabbit({
  directory,
  log = () => {},
  ...extra
}: RabbitOptions): Promise<RabbitServer> {
  const binary = await findRabbit()
  if (!binary)
    throw new Error('no rabbitmq-server on this machine: install RabbitMQ, or give the address of one')
  const epmd = findProgram('epmd')
  if (!epmd) throw new Error('no epmd beside Erlang: install the whole of Erlang')

  const programs = { script: binary.path, epmd }
  const home = await makeHome(directory, log)
  const supervisor = join(home.folder, 'supervisor')

  let release = await claim(supervisor)
  let running: RabbitProcesses | undefined
  let node: RabbitNode
  try {
    await stopLeftOver(home.folder)
    ;({ node, running } = await launchAnywhere(home, programs, extra))
  } catch (error) {
    await release()
    throw error
  }
  log(`RabbitMQ on 127.0.0.1:${node.amqp}`)

  // Starts and stops happen one after the other, in the order of the calls.
  let turn = Promise.resolve()
  const inTurn = (step: () => Promise<void>) => (turn = turn.catch(() => undefined).then(step))
  const end = async (how: typeof shutDown) => {
    if (!running) return
    await how(running, home.folder)
    running = undefined
    await release()
  }
  return {
    url: `amqp://guest:guest@127.0.0.1:${node.amqp}`,
    managementUrl: `http://guest:guest@127.0.0.1:${node.management}`,
    stop: () => inTurn(() => end(shutDown)),
    kill: () => inTurn(() => end(kill)),
    start: () =>
      inTurn(async () => {
        if (running) return
        release = await claim(supervisor)
        running = await launch(home, node, programs)
      }),
  }
}

/** Starts the node of this folder; a port that somebody took in the meantime is replaced by another one. */
async function launchAnywhere(
  home: Home,
  programs: Programs,
  extra: NodeExtra,
): Promise<{ node: RabbitNode; running: RabbitProcesses }> {
  for (let attempt = 1; ; attempt++) {
    const node = await openNode(home, extra)
    try {
      return { node, running: await launch(home, node, programs) }
    } catch (error) {
      const isPassing = /eaddrinuse|address already in use/i.test(messageOf(error))
      if (!isPassing || attempt === START_ATTEMPTS) throw error
    }
  }
}
