import cluster from 'node:cluster'
import type { z } from 'zod'
import { ConfigError, lineOf, readConfig, type Environment } from './config.ts'
import { createLog, type Log, type LogLevel } from './log.ts'
import { runUntilSignal } from './shutdown.ts'
import { startTracing, type TracingConfig } from '../tracing/index.ts'
import { findUnknownSettings, type UnknownSetting } from './unknown-settings.ts'
import { reportListening, requireFree, runWorkers } from './workers.ts'

export interface StoppableService {
  /** Makes /readyz respond 404, so that balancers send nothing new; everything is served on. */
  leave(): void
  close(): Promise<void>
}

/** A server program, from reading its settings to the signal that ends it. */
export interface ServiceProgram<Config extends { LOG_LEVEL: LogLevel }, Service> {
  name: string
  /** The settings; the keys are the names of environment variables. */
  settings: z.ZodObject & z.ZodType<Config>
  /** `process.env` */
  environment: Environment
  /** Throws ConfigError for settings that are valid and must not be served with. */
  check?: (config: Config, environment: Environment) => void
  /** Resolves once requests are served. */
  start: (config: Config, log: Log) => Promise<Service & StoppableService>
  /** Called once signals are handled: a process that waits for what this logs may send one at once. */
  onStarted?: (service: Service, log: Log) => void
  /** How long the service serves on after SIGTERM, no longer ready, before `close`; a second SIGTERM ends it. */
  graceMs: (config: Config) => number
  /** How long `close` may take before the process exits anyway. */
  stopTimeoutMs: (config: Config) => number
  /** Where the traces of the process are sent; without it there are none. */
  tracing?: (config: Config) => TracingConfig
  /** With a count above 1 the program runs as so many processes that share these ports. */
  workers?: (config: Config) => { count: number; host: string; ports: readonly number[] }
}

/**
 * Runs a server program until SIGTERM or SIGINT: reads its settings from the environment, warns of variables that look
 * like settings and are none, starts it, or its workers, and lets it leave and closes it. Wrong settings end the process with code 1 and a
 * line for each problem.
 */
export async function runService<Config extends { LOG_LEVEL: LogLevel }, Service>(
  program: ServiceProgram<Config, Service>,
): Promise<void> {
  await exitOnConfigError(program.name, async () => {
    const { name, settings, environment } = program
    const config: Config = readConfig(settings, environment)
    const workers = program.workers?.(config)
    const isOneOfMany = workers !== undefined && workers.count > 1
    // Before the log, whose lines name the trace. A primary has nothing to trace.
    const tracing =
      program.tracing && !(isOneOfMany && cluster.isPrimary)
        ? await startTracing(name, program.tracing(config))
        : undefined
    const log = createLog({ name, level: config.LOG_LEVEL })
    // Workers have the environment of their primary.
    if (cluster.isPrimary) {
      warnOfUnknownSettings(findUnknownSettings(Object.keys(settings.shape), environment), log)
      program.check?.(config, environment)
    }
    const stopping = { log, timeoutMs: program.stopTimeoutMs(config) }
    const graceMs = program.graceMs(config)
    if (isOneOfMany && cluster.isPrimary) {
      for (const port of workers.ports) await requireFree(workers.host, port)
      runWorkers(workers.count, { ...stopping, graceMs })
      return
    }
    const service = await program.start(config, log)
    reportListening()
    const close = async () => {
      try {
        await service.close()
      } finally {
        await tracing?.close()
      }
    }
    runUntilSignal(close, {
      ...stopping,
      grace: { ms: graceMs, leave: () => service.leave() },
    })
    program.onStarted?.(service, log)
  })
}

/**
 * Runs a function; a ConfigError sets exit code 1 and is written to stderr, a line for each problem: as text on a
 * terminal, else as JSON log lines. Other errors are thrown.
 */
export async function exitOnConfigError(name: string, run: () => void | Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.exitCode = 1
    writeProblems(name, error, process.stderr)
  }
}

/** Never a value: it may be a secret under a wrong name. */
function warnOfUnknownSettings(unknown: readonly UnknownSetting[], log: Log): void {
  for (const { variable, nearest } of unknown) {
    log.warn({ variable, nearest }, 'unknown setting, did you mean the nearest one?')
  }
}

function writeProblems(name: string, { problems }: ConfigError, stream: NodeJS.WriteStream): void {
  if (stream.isTTY) {
    for (const problem of problems) stream.write(`${name}: ${lineOf(problem)}\n`)
    return
  }
  const log = createLog({ name, destination: { write: (line) => void stream.write(line) } })
  for (const problem of problems) log.fatal(problem, 'wrong setting')
}
