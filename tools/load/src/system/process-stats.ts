import { readdirSync, readFileSync } from 'node:fs'

interface ProcessRow {
  pid: number
  parent: number
  name: string
  /** User and system time of the process itself. */
  cpuSeconds: number
  /** CPU time of its children that have exited and were waited for. */
  reapedSeconds: number
}

/** The unit of /proc: USER_HZ, which is 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100

/** A snapshot of the machine's processes from /proc; without /proc every value is undefined. */
export class Processes {
  readonly #rows: ReadonlyMap<number, ProcessRow>
  /** Non-idle CPU seconds of all cores since boot. */
  readonly busySeconds: number | undefined

  private constructor(rows: ReadonlyMap<number, ProcessRow>, busySeconds: number | undefined) {
    this.#rows = rows
    this.busySeconds = busySeconds
  }

  static read(): Processes {
    if (process.platform !== 'linux') return new Processes(new Map(), undefined)
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    const rows = pids.flatMap((pid) => readRow(pid) ?? [])
    return new Processes(new Map(rows.map((row) => [row.pid, row])), readBusySeconds())
  }

  parentOf(pid: number): number | undefined {
    return this.#rows.get(pid)?.parent
  }

  /** CPU seconds of one process. */
  cpuOf(pid: number): number | undefined {
    return this.#rows.get(pid)?.cpuSeconds
  }

  /** CPU seconds of a process and its descendants, including exited ones. */
  cpuOfTree(pid: number): number | undefined {
    const root = this.#rows.get(pid)
    if (!root) return undefined
    return this.#tree(root).reduce((sum, row) => sum + row.cpuSeconds + row.reapedSeconds, 0)
  }

  /** The pids of a process and its descendants. */
  treeOf(pid: number): number[] {
    const root = this.#rows.get(pid)
    return root ? this.#tree(root).map((row) => row.pid) : []
  }

  /** The first descendant of `pid` with this name. */
  findDescendant(pid: number, name: string): number | undefined {
    const root = this.#rows.get(pid)
    return root && this.#tree(root).find((row) => row.name === name)?.pid
  }

  #tree(root: ProcessRow): ProcessRow[] {
    const tree = [root]
    for (const member of tree) {
      for (const row of this.#rows.values()) if (row.parent === member.pid) tree.push(row)
    }
    return tree
  }
}

/** Resident memory of a process in bytes, current and peak. */
export function readMemory(pid: number): { rss: number; peak: number } | undefined {
  const status = readIfExists(`/proc/${pid}/status`)
  const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1])
  const [rss, peak] = [kilobytes('VmRSS') * 1024, kilobytes('VmHWM') * 1024]
  return Number.isNaN(rss) || Number.isNaN(peak) ? undefined : { rss, peak }
}

function readRow(pid: string): ProcessRow | undefined {
  const text = readIfExists(`/proc/${pid}/stat`)
  // proc(5): pid (name) state ppid …; the name may hold spaces and parentheses.
  const parsed = /^(\d+) \((.*)\) \S (.*)$/s.exec(text)
  if (!parsed) return undefined
  const [, , name, rest] = parsed
  const fields = rest!.split(' ').map(Number)
  const ticks = (index: number) => fields[index]! / TICKS_PER_SECOND
  return {
    pid: Number(pid),
    parent: fields[0]!,
    name: name!,
    // Fields 14 to 17 of proc(5): utime, stime, cutime, cstime; ppid is field 4.
    cpuSeconds: ticks(10) + ticks(11),
    reapedSeconds: ticks(12) + ticks(13),
  }
}

function readBusySeconds(): number | undefined {
  const line = /^cpu +(.*)$/m.exec(readIfExists('/proc/stat'))?.[1]
  if (!line) return undefined
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = line.split(' ').map(Number)
  return (user + nice + system + irq + softirq) / TICKS_PER_SECOND
}

function readIfExists(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // The process has exited since the folder was listed.
    return ''
  }
}

/** The number of open files and sockets of a process; undefined where the system does not report it. */
export function countFiles(pid: number): number | undefined {
  try {
    return readdirSync(`/proc/${pid}/fd`).length
  } catch {
    return undefined
  }
}
