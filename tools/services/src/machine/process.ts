import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { codeOf } from './failure.ts'

/** A dead process that nobody has reaped yet (PID 1 of many containers never does) counts as gone. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
  return statOf(pid)?.state !== 'Z'
}

/** When the process started, in whatever unit the system has: tells a process from a later one with its pid. */
export function birthOf(pid: number): string | undefined {
  if (process.platform === 'linux') return statOf(pid)?.birth
  return ask(pid, 'lstart=')
}

/** The command line of a living process, arguments joined by one space. */
export function commandOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return ask(pid, 'command=')
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
  } catch {
    return undefined
  }
}

/** Waits until the process is gone; false when it is still there after `timeoutMs`. */
export async function waitUntilGone(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false
    await delay(20)
  }
  return true
}

/** Sends the signals one after the other, giving each its time, until the process is gone. */
export async function terminate(pid: number, steps: readonly (readonly [NodeJS.Signals, number])[]) {
  for (const [signal, timeoutMs] of steps) {
    sendSignal(pid, signal)
    if (await waitUntilGone(pid, timeoutMs)) return
  }
  throw new Error(`process ${pid} does not stop`)
}

/** Signals a process, or with a negative pid its group; one that is gone already is no error. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error
  }
}

function statOf(pid: number): { state: string; birth: string } | undefined {
  if (process.platform !== 'linux') return undefined
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name, which may hold blanks and brackets; the third follows the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0] ?? '', birth: fields[19] ?? '' }
  } catch {
    return undefined
  }
}

function ask(pid: number, column: string): string | undefined {
  if (process.platform === 'win32') return undefined
  try {
    return execFileSync('ps', ['-o', column, '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
  } catch {
    return undefined
  }
}
