import { readFileSync } from 'node:fs'
import { freemem } from 'node:os'
import type { ChatConfig } from './config.ts'

/** The settings that need resources of the machine. */
export type Capacity = Pick<ChatConfig, 'MAX_CONNECTIONS' | 'LISTEN_BACKLOG'>

/** Limits of this machine; undefined where the system does not expose them. */
export interface MachineLimits {
  /** Files that this process may have open: each connection is one. */
  files: number | undefined
  /** Connections that may wait for accept(). */
  somaxconn: number | undefined
  /** TCP handshakes that may wait for their last packet. */
  synBacklog: number | undefined
  /** Ports for outgoing connections. */
  ports: number | undefined
  memoryBytes: number
}

/** Open files that are not client connections: listeners, database, broker, logs. */
const OTHER_FILES = 200
/** Resident memory of an idle connection (docs/benchmarks.md), rounded up generously. */
const BYTES_PER_CONNECTION = 32 * 1024

export function readMachineLimits(): MachineLimits {
  const files = /^Max open files\s+(\d+)/m.exec(read('/proc/self/limits') ?? '')?.[1]
  const [low, high] = (read('/proc/sys/net/ipv4/ip_local_port_range') ?? '').trim().split(/\s+/).map(Number)
  const available = /^MemAvailable:\s+(\d+) kB/m.exec(read('/proc/meminfo') ?? '')?.[1]
  return {
    files: files === undefined ? undefined : Number(files),
    somaxconn: number(read('/proc/sys/net/core/somaxconn')),
    synBacklog: number(read('/proc/sys/net/ipv4/tcp_max_syn_backlog')),
    ports: high ? high - low! + 1 : undefined,
    memoryBytes: available === undefined ? freemem() : Number(available) * 1024,
  }
}

/** A text for each limit that is too low for the configuration: what is wrong and what to do. */
export function warnings(config: Capacity, machine: MachineLimits): string[] {
  const { MAX_CONNECTIONS: wanted, LISTEN_BACKLOG: backlog } = config
  const found: string[] = []
  if (machine.files !== undefined && machine.files < wanted + OTHER_FILES) {
    const possible = Math.max(machine.files - OTHER_FILES, 0)
    found.push(
      `MAX_CONNECTIONS is ${wanted}, but this process may open ${machine.files} files, which is enough for ${possible} ` +
        `connections. Raise the limit (ulimit -n, LimitNOFILE=, --ulimit nofile=) to ${wanted + OTHER_FILES}, ` +
        `or set MAX_CONNECTIONS=${possible}.`,
    )
  }
  if (machine.somaxconn !== undefined && machine.somaxconn < backlog) {
    found.push(
      `LISTEN_BACKLOG is ${backlog}, but the kernel limits it to ${machine.somaxconn}: a burst of connections will see ` +
        `delays and resets. Run: sysctl -w net.core.somaxconn=${backlog}`,
    )
  }
  if (machine.synBacklog !== undefined && machine.synBacklog < backlog) {
    found.push(
      `LISTEN_BACKLOG is ${backlog}, but only ${machine.synBacklog} handshakes may be open at once. ` +
        `Run: sysctl -w net.ipv4.tcp_max_syn_backlog=${backlog}`,
    )
  }
  const needed = wanted * BYTES_PER_CONNECTION
  if (machine.memoryBytes < needed) {
    found.push(
      `${wanted} connections need about ${mebibytes(needed)} MiB, ${mebibytes(machine.memoryBytes)} MiB are free. ` +
        `Add memory or set MAX_CONNECTIONS=${Math.floor(machine.memoryBytes / BYTES_PER_CONNECTION)}.`,
    )
  }
  return found
}

/** The output of `--preflight`. */
export function report(config: Capacity, machine: MachineLimits): string {
  const found = warnings(config, machine)
  return [
    `open files                 ${machine.files ?? 'unknown'}`,
    `net.core.somaxconn         ${machine.somaxconn ?? 'unknown'}`,
    `tcp_max_syn_backlog        ${machine.synBacklog ?? 'unknown'}`,
    `ports for connecting out   ${machine.ports ?? 'unknown'}`,
    `available memory           ${mebibytes(machine.memoryBytes)} MiB`,
    `MAX_CONNECTIONS            ${config.MAX_CONNECTIONS}`,
    `LISTEN_BACKLOG             ${config.LISTEN_BACKLOG}`,
    ...(found.length === 0
      ? ['ok: the configuration fits this machine']
      : found.map((line) => `warning: ${line}`)),
  ].join('\n')
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function number(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text)
}

const mebibytes = (bytes: number) => Math.round(bytes / 1024 / 1024)
