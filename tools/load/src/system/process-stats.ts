import { readdirSync, readFileSync } from 'node:fs'

interface ProcessRow {
  pid: number
  parent: number
  name: string
  /** User and system, of the process itself. */
  cpuSeconds: number
  /** Of its children that have ended and were waited for. */
  reapedSeconds: number
}

/** The unit of /proc: USER_HZ, which is 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100

/** The processes of this machine at one moment, as /proc tells; without /proc every answer is undefined. */
export class Processes {
  readonly #rows: ReadonlyMap<number, ProcessRow>
  /** Seconds that all cores together were not idle since the machine started. */
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

  /** CPU seconds of a process and everything below it, ended or not. */
  cpuOfFamily(pid: number): number | undefined {
    const head = this.#rows.get(pid)
    if (!head) return undefined
    return this.#family(head).reduce((sum, row) => sum + row.cpuSeconds + row.reapedSeconds, 0)
  }

  /** The numbers of a process and everything below it. */
  familyOf(pid: number): number[] {
    const head = this.#rows.get(pid)
    return head ? this.#family(head).map((row) => row.pid) : []
  }

  /** The first process of that name below `pid`. */
  findBelow(pid: number, name: string): number | undefined {
    const head = this.#rows.get(pid)
    return head && this.#family(head).find((row) => row.name === name)?.pid
  }

  #family(head: ProcessRow): ProcessRow[] {
    const family = [head]
    for (const member of family) {
      for (const row of this.#rows.values()) if (row.parent === member.pid) family.push(row)
    }
    return family
  }
}

/** Resident memory of a process in bytes, now and at its highest. */
export function readMemory(pid: number): { rss: number; peak: number } | undefined {
  const status = readOrNothing(`/proc/${pid}/status`)
  const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1])
  const [rss, peak] = [kilobytes('VmRSS') * 1024, kilobytes('VmHWM') * 1024]
  return Number.isNaN(rss) || Number.isNaN(peak) ? undefined : { rss, peak }
}

function readRow(pid: string): ProcessRow | undefined {
  const text = readOrNothing(`/proc/${pid}/stat`)
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
  const line = /^cpu +(.*)$/m.exec(readOrNothing('/proc/stat'))?.[1]
  if (!line) return undefined
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = line.split(' ').map(Number)
  return (user + nice + system + irq + softirq) / TICKS_PER_SECOND
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // It has ended since the folder was listed.
    return ''
  }
}

/** How many files and sockets a process has open; undefined where the system does not tell. */
export function countFiles(pid: number): number | undefined {
  try {
    return readdirSync(`/proc/${pid}/fd`).length
  } catch {
    return undefined
  }
}
