import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { startAnyRabbit } from './rabbit/start-any-rabbit.ts'
import { messageOf } from './machine/failure.ts'
import { startPostgres } from './postgres/postgres.ts'
import { sendSignal } from './machine/process.ts'
import { createScratch, type Scratch } from './scratch-folder.ts'

/*
 * node with-services.ts COMMAND ARGUMENTS...
 * Runs the command with TEST_DATABASE_URL, TEST_AMQP_URL and TEST_AMQP_MANAGEMENT_URL of servers that run as long as it
 * does; variables that are set already are kept. So are the compiled modules of its Node processes, in NODE_COMPILE_CACHE. Exits
 * with the command's exit code. Servers that the command starts in TEST_DIRECTORY are stopped too, even if their supervisor was killed.
 */

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** A command that does not exit after a signal is killed after this time. */
const KILL_AFTER_MS = 30_000

const log = (line: string) => process.stderr.write(`services: ${line}\n`)
const [command, ...commandArguments] = process.argv.slice(2)
if (!command) {
  log('usage: node with-services.ts COMMAND ARGUMENTS...')
  process.exit(2)
}

let interruptedBy: NodeJS.Signals | undefined
let child: ChildProcess | undefined
let scratch: Scratch | undefined
let killTimer: NodeJS.Timeout | undefined
for (const signal of SIGNALS) {
  process.on(signal, () => {
    interruptedBy ??= signal
    if (!child) return
    signalChild(child, signal)
    killTimer ??= setTimeout(() => child && signalChild(child, 'SIGKILL'), KILL_AFTER_MS)
  })
}

const closers: (() => Promise<void>)[] = []
try {
  const env = await startServices()
  process.exitCode = interruptedBy ? 128 + constants.signals[interruptedBy] : await runCommand(command, env)
} catch (error) {
  log(messageOf(error))
  process.exitCode = 1
} finally {
  clearTimeout(killTimer)
  for (const close of closers.toReversed()) await close().catch((error: unknown) => log(String(error)))
  for (const signal of SIGNALS) process.removeAllListeners(signal)
}

/** Starts both servers concurrently and returns the environment of the command. What has started is always stopped. */
async function startServices(): Promise<NodeJS.ProcessEnv> {
  const created = await createScratch(log)
  scratch = created
  closers.push(() => created.remove())
  const env: NodeJS.ProcessEnv = {
    // Half the time of a test process is that of loading its modules.
    NODE_COMPILE_CACHE: created.compiled,
    ...process.env,
    TEST_DIRECTORY: created.folder,
  }

  const startDatabase = async () => {
    if (env['TEST_DATABASE_URL']) return
    const server = await startPostgres({ directory: created.postgres, survivesPowerLoss: false })
    closers.push(() => server.stop())
    env['TEST_DATABASE_URL'] = server.url
  }
  const startRabbit = async () => {
    if (env['TEST_AMQP_URL']) return
    const server = await startAnyRabbit({ directory: created.rabbit, log })
    // Its data is not needed, so it is killed instead of stopped.
    closers.push(() => server.kill())
    env['TEST_AMQP_URL'] = server.url
    env['TEST_AMQP_MANAGEMENT_URL'] = server.managementUrl
  }
  const started = await Promise.allSettled([startDatabase(), startRabbit()])
  const failed = started.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
  return env
}

/** Runs the command in its own process group, so that a signal reaches everything that it has started exactly once. */
async function runCommand(program: string, env: NodeJS.ProcessEnv): Promise<number> {
  const started = spawn(program, commandArguments, {
    env,
    stdio: 'inherit',
    detached: process.platform !== 'win32',
  })
  child = started
  const ended = new Promise<number>((resolve, reject) => {
    started.once('error', (error) => reject(new Error(`${program} cannot be run: ${error.message}`)))
    started.once('exit', (exitCode, signal) =>
      resolve(exitCode ?? 128 + (signal ? constants.signals[signal] : 0)),
    )
  })
  if (started.pid) await scratch?.recordCommand(started.pid).catch(() => undefined)
  const code = await ended
  child = undefined
  // Kills whatever the command has left running.
  signalChild(started, 'SIGKILL')
  return code
}

function signalChild(target: ChildProcess, signal: NodeJS.Signals): void {
  if (!target.pid) return
  if (process.platform === 'win32') target.kill(signal)
  else sendSignal(-target.pid, signal)
}
