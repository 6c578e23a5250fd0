import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

interface Row {
  pid: number
  parent: number
  /** Exited, but not reaped. */
  isZombie: boolean
}

/** The descendants of a process. */
export function descendants(pid: number): number[] {
  const rows = table()
  const found = [pid]
  for (const ancestor of found) {
    found.push(...rows.filter(({ parent }) => parent === ancestor).map((row) => row.pid))
  }
  return found.slice(1)
}

export function alive(pids: readonly number[]): number[] {
  const living = new Set(table().flatMap(({ pid, isZombie }) => (isZombie ? [] : [pid])))
  return pids.filter((pid) => living.has(pid))
}

function table(): Row[] {
  if (process.platform === 'linux') {
    return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? readStat(Number(name)) : []))
  }
  const lines = execFileSync('ps', ['-axo', 'pid=,ppid=,stat='], { encoding: 'utf8' }).trim().split('\n')
  return lines.map((line) => {
    const [pid, parent, state] = line.trim().split(/\s+/)
    return { pid: Number(pid), parent: Number(parent), isZombie: state!.startsWith('Z') }
  })
}

function readStat(pid: number): Row[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The program name, in parentheses, may contain spaces.
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return [{ pid, parent: Number(parent), isZombie: state === 'Z' }]
  } catch {
    return []
  }
}
