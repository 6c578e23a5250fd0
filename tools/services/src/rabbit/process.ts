import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Home } from '../machine/account.ts'
import { messageOf } from '../machine/failure.ts'
import { tailOf } from '../machine/log-tail.ts'
import { commandOf, isAlive, sendSignal, terminate, waitUntilGone } from '../machine/process.ts'
import { lastNode, nodeEnvironment, pidFile, type RabbitNode } from './node.ts'
import { answersAmqp, answersManagement } from './probe.ts'

/** The processes of a running node: Erlang's name server, and the script around the virtual machine. */
export interface RabbitProcesses {
  epmd: ChildProcess
  script: ChildProcess
}

export interface Programs {
  epmd: string
  script: string
}

const START_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 20_000
const KILL_TIMEOUT_MS = 5_000
const POLL_MS = 100

/** Starts the node and waits until it takes connections, at most a minute. */
export async function launch(home: Home, node: RabbitNode, programs: Programs): Promise<RabbitProcesses> {
  const { folder, account } = home
  const logFile = join(folder, 'log', 'rabbitmq.log')
  await rename(logFile, `${logFile}.old`).catch(() => undefined)
  await rm(pidFile(folder), { force: true })
  const output = openSync(logFile, 'a')
  const options: SpawnOptions = {
    cwd: folder,
    // Groups of their own: Ctrl-C in the terminal is for us, we stop them when their users are done.
    detached: true,
    env: nodeEnvironment(node, folder),
    stdio: ['ignore', output, output],
    ...account,
  }
  // Our own name server in the foreground: the one that Erlang would start by itself outlives every node.
  const epmd = spawn(programs.epmd, ['-port', String(node.epmd), '-address', '127.0.0.1'], options)
  const script = spawn(programs.script, [], options)
  closeSync(output)
  const running = { epmd, script }
  try {
    await Promise.all([once(epmd, 'spawn'), once(script, 'spawn')])
    await writeFile(join(folder, 'epmd.pid'), String(epmd.pid))
    await becomesReady(running, node)
    return running
  } catch (error) {
    await shutDown(running, folder)
    const tail = await tailOf(logFile)
    throw new Error(`RabbitMQ did not start: ${messageOf(error)}\n${tail}`, { cause: error })
  }
}

/** Stops the node gently, then by force; returns when nothing of it is left. */
export async function shutDown(processes: RabbitProcesses, folder: string): Promise<void> {
  const { script } = processes
  const machine = await machinePid(folder)
  // The machine's end is the script's end. Before the machine has said its number, the script passes the signal on.
  const first = machine ?? script.pid
  if (first) sendSignal(first, 'SIGTERM')
  if (script.pid) await waitUntilGone(script.pid, STOP_TIMEOUT_MS)
  await kill(processes, folder)
}

/** Ends whatever of the node is still there, at once; returns when nothing of it is left. */
export async function kill({ epmd, script }: RabbitProcesses, folder: string): Promise<void> {
  const machine = await machinePid(folder)
  // A dead script's number may be somebody else's by now, but not as the number of a group with our machine in it.
  if (script.pid && (script.exitCode === null || machine)) sendSignal(-script.pid, 'SIGKILL')
  for (const pid of [script.pid, machine]) {
    if (pid && !(await waitUntilGone(pid, KILL_TIMEOUT_MS)))
      throw new Error(`process ${pid} of RabbitMQ does not end`)
  }
  if (epmd.pid && epmd.exitCode === null) {
    await terminate(epmd.pid, [
      ['SIGTERM', KILL_TIMEOUT_MS],
      ['SIGKILL', KILL_TIMEOUT_MS],
    ])
  }
}

/** Ends the processes that a killed supervisor left behind in the folder. */
export async function stopLeftOver(folder: string): Promise<void> {
  const node = await lastNode(folder)
  if (!node) return
  const machine = await machinePid(folder)
  if (machine && commandOf(machine)?.includes(`-munova ${node.name}`)) {
    await terminate(machine, [
      ['SIGTERM', STOP_TIMEOUT_MS],
      ['SIGKILL', 5_000],
    ])
  }
  const epmd = Number(await readFile(join(folder, 'epmd.pid'), 'utf8').catch(() => ''))
  if (epmd && commandOf(epmd)?.includes(`-port ${node.epmd} -address 127.0.0.1`)) {
    await terminate(epmd, [
      ['SIGTERM', 2_000],
      ['SIGKILL', 2_000],
    ])
  }
}

async function becomesReady({ epmd, script }: RabbitProcesses, node: RabbitNode): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS
  for (;;) {
    if (script.exitCode !== null || script.signalCode !== null) throw new Error('it ended by itself')
    if (epmd.exitCode !== null || epmd.signalCode !== null) throw new Error('its name server ended by itself')
    if ((await answersManagement(node.management)) && (await answersAmqp(node.amqp))) return
    if (Date.now() > deadline) throw new Error(`not ready after ${START_TIMEOUT_MS / 1000} s`)
    await delay(POLL_MS)
  }
}

/** The process of the virtual machine, while it lives. */
async function machinePid(folder: string): Promise<number | undefined> {
  const pid = Number(await readFile(pidFile(folder), 'utf8').catch(() => ''))
  return pid && isAlive(pid) ? pid : undefined
}
