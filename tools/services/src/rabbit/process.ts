import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ServerFolder } from '../machine/server-folder.ts'
import { messageOf } from '../machine/failure.ts'
import { tailOf } from '../machine/log-tail.ts'
import { poll } from '../machine/poll.ts'
import { commandOf, isAlive, sendSignal, terminate, waitForExit } from '../machine/process.ts'
import { exitOf, hasExited, type Life } from '../machine/supervise.ts'
import { savedNode, nodeEnvironment, pidFile, type RabbitNode } from './node.ts'
import { acceptsAmqp, acceptsManagement } from './probe.ts'

/** The processes of a running node: Erlang's name server, and the start script of the virtual machine. */
export interface RabbitProcesses {
  epmd: ChildProcess
  script: ChildProcess
}

/** What of a running node is supervised: the virtual machine, without which the script exits, and the name server. */
export async function lifeOf({ epmd, script }: RabbitProcesses, folder: string): Promise<Life> {
  return { pid: await erlangPid(folder), died: Promise.race([exitOf(script), exitOf(epmd)]) }
}

export interface Programs {
  epmd: string
  script: string
}

const START_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 20_000
const KILL_TIMEOUT_MS = 5_000
const POLL_MS = 100

/** Starts the node and waits until it accepts connections, at most a minute. */
export async function launch(
  home: ServerFolder,
  node: RabbitNode,
  programs: Programs,
): Promise<RabbitProcesses> {
  const { folder, account } = home
  const logFile = join(folder, 'log', 'rabbitmq.log')
  await rename(logFile, `${logFile}.old`).catch(() => undefined)
  await rm(pidFile(folder), { force: true })
  const output = openSync(logFile, 'a')
  const options: SpawnOptions = {
    cwd: folder,
    // Process groups of their own: Ctrl-C must reach only this process, which stops them after their users.
    detached: true,
    env: nodeEnvironment(node, folder),
    stdio: ['ignore', output, output],
    ...account,
  }
  // A name server in the foreground: the one that Erlang starts by itself would outlive the node.
  const epmd = spawn(programs.epmd, ['-port', String(node.epmd), '-address', '127.0.0.1'], options)
  const script = spawn(programs.script, [], options)
  closeSync(output)
  const running = { epmd, script }
  try {
    await Promise.all([once(epmd, 'spawn'), once(script, 'spawn')])
    await writeFile(join(folder, 'epmd.pid'), String(epmd.pid))
    await waitUntilReady(running, node)
    return running
  } catch (error) {
    await shutDown(running, folder)
    const tail = await tailOf(logFile)
    throw new Error(`RabbitMQ did not start: ${messageOf(error)}\n${tail}`, { cause: error })
  }
}

/** Stops the node with SIGTERM, then SIGKILL; resolves when all its processes have exited. */
export async function shutDown(processes: RabbitProcesses, folder: string): Promise<void> {
  const { script } = processes
  const erlang = await erlangPid(folder)
  // The script exits with the virtual machine. Until the pid file exists, the script forwards the signal.
  const first = erlang ?? script.pid
  if (first) sendSignal(first, 'SIGTERM')
  if (script.pid) await waitForExit(script.pid, STOP_TIMEOUT_MS)
  await kill(processes, folder)
}

/** Kills all processes of the node; resolves when they have exited. */
export async function kill({ epmd, script }: RabbitProcesses, folder: string): Promise<void> {
  const erlang = await erlangPid(folder)
  // The pid of an exited script may be reused, but not as a process group while the virtual machine is in it.
  if (script.pid && (!hasExited(script) || erlang)) sendSignal(-script.pid, 'SIGKILL')
  for (const pid of [script.pid, erlang]) {
    if (pid && !(await waitForExit(pid, KILL_TIMEOUT_MS)))
      throw new Error(`process ${pid} of RabbitMQ did not exit`)
  }
  if (epmd.pid && !hasExited(epmd)) {
    await terminate(epmd.pid, [
      ['SIGTERM', KILL_TIMEOUT_MS],
      ['SIGKILL', KILL_TIMEOUT_MS],
    ])
  }
}

/** Stops the processes that a killed supervisor has left behind in the folder. */
export async function stopLeftover(folder: string): Promise<void> {
  const node = await savedNode(folder)
  if (!node) return
  const erlang = await erlangPid(folder)
  if (erlang && commandOf(erlang)?.includes(`-munova ${node.name}`)) {
    await terminate(erlang, [
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

async function waitUntilReady({ epmd, script }: RabbitProcesses, node: RabbitNode): Promise<void> {
  const isReady = async () => {
    if (hasExited(script)) throw new Error('it exited')
    if (hasExited(epmd)) throw new Error('its name server exited')
    return (await acceptsManagement(node.management)) && (await acceptsAmqp(node.amqp))
  }
  if (await poll(isReady, { everyMs: POLL_MS, timeoutMs: START_TIMEOUT_MS })) return
  throw new Error(`not ready after ${START_TIMEOUT_MS / 1000} s`)
}

/** The pid of the Erlang virtual machine while it is running. */
async function erlangPid(folder: string): Promise<number | undefined> {
  const pid = Number(await readFile(pidFile(folder), 'utf8').catch(() => ''))
  return pid && isAlive(pid) ? pid : undefined
}
