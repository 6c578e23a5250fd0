import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Home, makeHome } from '../machine/account.ts'
import { claim } from '../machine/claim.ts'
import { tailOf } from '../machine/log-tail.ts'
import { freePort, isFree } from '../machine/port.ts'
import { type PostgresBinaries, postgresBinaries, postgresPackage } from './binaries.ts'
import { type Cluster, openCluster, POSTGRES_ENV, postmaster, stopLeftOver } from './cluster.ts'
import { terminate } from '../machine/process.ts'

export interface PostgresOptions {
  /** Everything of this server lies here: data, password, log. Made when missing. */
  directory: string
  /** A port that must be had; without it, the port of the last start if it is free, else any. */
  port?: number
  log?: (line: string) => void
}

/** A PostgreSQL server of our own on 127.0.0.1. */
export interface PostgresServer {
  /** Address of its database `postgres` as a superuser, password included. */
  readonly url: string
  /** Shuts down (open connections are cut, nothing committed is lost) and waits until it is gone. Idempotent. */
  stop(): Promise<void>
}

/** Recovery after a crash reads back at most max_wal_size (1 GB) of log. */
const START_TIMEOUT_MS = 120_000
const STOP_TIMEOUT_MS = 30_000
const MAX_CONNECTIONS = 200
/** Another process may take the port between our look and the bind; old backends may still hold shared memory. */
const START_ATTEMPTS = 5

/**
 * Starts PostgreSQL in `directory`; a second start there has the same data and, if it is free, the same port.
 * After a kill of the earlier supervisor it ends the server that was left over. A directory whose supervisor
 * lives is an error (`Claimed`).
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const { directory, log = () => {} } = options
  const home = await makeHome(directory, log)
  const release = await claim(join(home.folder, 'supervisor'))
  try {
    const binaries = await postgresBinaries(postgresPackage(), home.account, join(home.folder, 'programs'))
    await stopLeftOver(join(home.folder, 'data'))
    const cluster = await openCluster(home.folder, home.account, binaries)
    const running = await launch({ home, cluster, binaries, port: options.port })
    log(`PostgreSQL ${binaries.major} on 127.0.0.1:${running.port}`)
    const stop = async () => {
      await shutDown(running.server, { home, binaries, data: cluster.data })
      await release()
    }
    let stopping: Promise<void> | undefined
    return {
      url: `postgres://${cluster.user}:${cluster.password}@127.0.0.1:${running.port}/postgres`,
      stop: () => (stopping ??= stop()),
    }
  } catch (error) {
    await release()
    throw error
  }
}

interface Launch {
  home: Home
  cluster: Cluster
  binaries: PostgresBinaries
  port: number | undefined
}

async function launch(options: Launch): Promise<{ server: ChildProcess; port: number }> {
  const { home, cluster, binaries } = options
  const portFile = join(home.folder, 'port')
  const logFile = join(home.folder, 'postgres.log')
  await rename(logFile, `${logFile}.old`).catch(() => undefined)
  const last = Number(await readFile(portFile, 'utf8').catch(() => ''))

  for (let attempt = 1; ; attempt++) {
    if (options.port && !(await isFree(options.port))) throw new Error(`port ${options.port} is in use`)
    const port = options.port ?? (await freePort(last))
    const output = openSync(logFile, 'a')
    const server = spawn(binaries.postgres, ['-D', cluster.data, ...settings(port)], {
      cwd: '/',
      // Its own group: Ctrl-C in the terminal is for us, we stop it when its users are done.
      detached: true,
      env: POSTGRES_ENV,
      stdio: ['ignore', output, output],
      ...home.account,
    })
    closeSync(output)
    await once(server, 'spawn')
    if (await becomesReady(server, cluster.data)) {
      await writeFile(portFile, String(port))
      return { server, port }
    }
    const tail = await tailOf(logFile)
    const isPassing = /Address already in use|pre-existing shared memory block/.test(tail)
    if (!isPassing || attempt === START_ATTEMPTS) throw new Error(`PostgreSQL did not start:\n${tail}`)
    await delay(500)
  }
}

function settings(port: number): string[] {
  const values = {
    port,
    listen_addresses: '127.0.0.1',
    // TCP only: a socket file needs a short path and outlives a kill.
    unix_socket_directories: '',
    max_connections: MAX_CONNECTIONS,
  }
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

async function becomesReady(server: ChildProcess, data: string): Promise<boolean> {
  const deadline = Date.now() + START_TIMEOUT_MS
  while (server.exitCode === null && server.signalCode === null) {
    const state = await postmaster(data)
    if (state?.ready && state.pid === server.pid) return true
    if (Date.now() > deadline) {
      server.kill('SIGQUIT')
      await once(server, 'exit')
      return false
    }
    await delay(20)
  }
  return false
}

async function shutDown(
  server: ChildProcess,
  { home, binaries, data }: { home: Home; binaries: PostgresBinaries; data: string },
): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null || !server.pid) return
  const exited = once(server, 'exit')
  if (process.platform === 'win32') {
    // Windows has no signals: pg_ctl talks to the server through a named pipe.
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
