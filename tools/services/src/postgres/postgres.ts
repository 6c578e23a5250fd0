import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type ServerFolder, prepareServerFolder } from '../machine/server-folder.ts'
import { acquireLock } from '../machine/lock-file.ts'
import { tailOf } from '../machine/log-tail.ts'
import { freePort, isFree } from '../machine/port.ts'
import { type PostgresBinaries, postgresBinaries, postgresPackage } from './binaries.ts'
import { type Cluster, openCluster, postmaster, stopLeftover } from './cluster.ts'
import { POSTGRES_ENV } from './initdb.ts'
import { poll } from '../machine/poll.ts'
import { terminate } from '../machine/process.ts'
import { exitOf, hasExited, type Life, supervise } from '../machine/supervise.ts'

export interface PostgresOptions {
  /** Folder of data, password and log; created when missing. */
  directory: string
  /** A required port; by default the port of the last start if it is free, else any. */
  port?: number
  /** Whether commits survive a crash of the machine, as they do by default. Those of a killed server always do. */
  survivesPowerLoss?: boolean
  log?: (line: string) => void
  /** Told when the server dies and when it runs again; without it `log` is. */
  report?: (line: string) => void
}

/** A PostgreSQL server on 127.0.0.1, started by this process. */
export interface PostgresServer {
  /** Superuser URL of its database `postgres`, password included. */
  readonly url: string
  /** Shuts down, closing open connections, and waits until it has exited. Idempotent. */
  stop(): Promise<void>
}

/** Includes crash recovery, which reads at most max_wal_size (1 GB) of WAL. */
const START_TIMEOUT_MS = 120_000
const STOP_TIMEOUT_MS = 30_000
/** Those of all test files that run at the same moment, whose pools are full when the machine is slow. */
const MAX_CONNECTIONS = 400
/** A start is retried when another process takes the port, or old backends still hold shared memory. */
const START_ATTEMPTS = 5

/**
 * Starts PostgreSQL in `directory`; later starts use the same data and, if it is free, the same port. Stops a server that a
 * killed supervisor has left behind. A server that dies is started again on the same port. Throws `LockHeld` when another running process supervises the directory.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const { directory, log = () => {}, report = log } = options
  const home = await prepareServerFolder(directory, log)
  const release = await acquireLock(join(home.folder, 'supervisor'))
  try {
    const binaries = await postgresBinaries(postgresPackage(), home.account, join(home.folder, 'programs'))
    await stopLeftover(join(home.folder, 'data'))
    const cluster = await openCluster(home.folder, home.account, binaries)
    const start = (port: number | undefined) =>
      launch({ home, cluster, binaries, port, isSynced: options.survivesPowerLoss ?? true })
    const launched = await start(options.port)
    log(`PostgreSQL ${binaries.major} on 127.0.0.1:${launched.port}`)
    let running = launched.server
    const stopped = new AbortController()
    const supervised = supervise(lifeOf(running), {
      name: 'PostgreSQL',
      report,
      signal: stopped.signal,
      async restart() {
        running = (await start(launched.port)).server
        return lifeOf(running)
      },
    })
    const stop = async () => {
      stopped.abort()
      await shutDown(running, { home, binaries, data: cluster.data })
      // A restart may have been under way.
      await supervised
      await shutDown(running, { home, binaries, data: cluster.data })
      await release()
    }
    let stopping: Promise<void> | undefined
    return {
      url: `postgres://${cluster.user}:${cluster.password}@127.0.0.1:${launched.port}/postgres`,
      stop: () => (stopping ??= stop()),
    }
  } catch (error) {
    await release()
    throw error
  }
}

function lifeOf(server: ChildProcess): Life {
  return { pid: server.pid, died: exitOf(server) }
}

interface Launch {
  home: ServerFolder
  cluster: Cluster
  binaries: PostgresBinaries
  port: number | undefined
  isSynced: boolean
}

async function launch(options: Launch): Promise<{ server: ChildProcess; port: number }> {
  const { home, cluster, binaries, isSynced } = options
  const portFile = join(home.folder, 'port')
  const logFile = join(home.folder, 'postgres.log')
  await rename(logFile, `${logFile}.old`).catch(() => undefined)
  const last = Number(await readFile(portFile, 'utf8').catch(() => ''))

  for (let attempt = 1; ; attempt++) {
    if (options.port && !(await isFree(options.port))) throw new Error(`port ${options.port} is in use`)
    const port = options.port ?? (await freePort(last))
    const output = openSync(logFile, 'a')
    const server = spawn(binaries.postgres, ['-D', cluster.data, ...settings(port, isSynced)], {
      cwd: '/',
      // A process group of its own: Ctrl-C must reach only this process, which stops the server after its users.
      detached: true,
      env: POSTGRES_ENV,
      stdio: ['ignore', output, output],
      ...home.account,
    })
    closeSync(output)
    await once(server, 'spawn')
    if (await waitUntilReady(server, cluster.data)) {
      await writeFile(portFile, String(port))
      return { server, port }
    }
    const tail = await tailOf(logFile)
    const isTemporary = /Address already in use|pre-existing shared memory block/.test(tail)
    if (!isTemporary || attempt === START_ATTEMPTS) throw new Error(`PostgreSQL did not start:\n${tail}`)
    await delay(500)
  }
}

function settings(port: number, isSynced: boolean): string[] {
  const values = {
    port,
    listen_addresses: '127.0.0.1',
    // TCP only: a Unix socket needs a short path and stays behind after SIGKILL.
    unix_socket_directories: '',
    max_connections: MAX_CONNECTIONS,
    // Without the details of errors, which are rows with personal data.
    log_error_verbosity: 'terse',
    // Else a dropped database waits until the changes of all others are on the disk.
    ...(isSynced ? {} : { fsync: 'off', full_page_writes: 'off' }),
  }
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

async function waitUntilReady(server: ChildProcess, data: string): Promise<boolean> {
  const state = await poll(
    async () => {
      if (hasExited(server)) return 'exited'
      const { ready, pid } = (await postmaster(data)) ?? {}
      return ready && pid === server.pid && 'ready'
    },
    { everyMs: 20, timeoutMs: START_TIMEOUT_MS },
  )
  if (state === undefined) {
    server.kill('SIGQUIT')
    await once(server, 'exit')
  }
  return state === 'ready'
}

async function shutDown(
  server: ChildProcess,
  { home, binaries, data }: { home: ServerFolder; binaries: PostgresBinaries; data: string },
): Promise<void> {
  if (hasExited(server) || !server.pid) return
  const exited = once(server, 'exit')
  if (process.platform === 'win32') {
    // Windows has no signals: pg_ctl stops the server through a named pipe.
    spawnSync(binaries.pgCtl, ['stop', '-D', data, '-m', 'fast', '-w'], {
      env: POSTGRES_ENV,
      ...home.account,
    })
  } else {
    await terminate(server.pid, [
      ['SIGINT', STOP_TIMEOUT_MS],
      ['SIGQUIT', 5_000],
      ['SIGKILL', 5_000],
    ])
  }
  await exited
}
