import { pino, type DestinationStream, type Level, type Logger } from 'pino'

export type Log = Logger
export type LogLevel = Level | 'silent'

/** One JSON logger for a process: constant messages, data in fields. `destination` defaults to stdout. */
export function createLog(options: { name: string; level?: LogLevel; destination?: DestinationStream }): Log {
  const settings = { name: options.name, level: options.level ?? 'info' }
  return options.destination ? pino(settings, options.destination) : pino(settings)
}
