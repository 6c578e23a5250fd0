import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { codeOf } from './failure.ts'
import { poll } from './poll.ts'

/** Whether the process is running. A zombie that was not reaped (PID 1 of many containers never does) is not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
  return statOf(pid)?.state !== 'Z'
}

/** The start time in a system-specific unit; distinguishes a process from a later one with the same pid. */
export function startTimeOf(pid: number): string | undefined {
  if (process.platform === 'linux') return statOf(pid)?.startTime
  return ask(pid, 'lstart=')
}

/** The command line of a running process, arguments joined by one space. */
export function commandOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return ask(pid, 'command=')
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
  } catch {
    return undefined
  }
}

/** Waits until the process has exited; false when it is still running after `timeoutMs`. */
export async function waitForExit(pid: number, timeoutMs: number): Promise<boolean> {
  return (await poll(() => !isAlive(pid), { everyMs: 20, timeoutMs })) ?? false
}

/** Sends the signals one after the other, each with its timeout, until the process has exited. */
export async function terminate(pid: number, steps: readonly (readonly [NodeJS.Signals, number])[]) {
  for (const [signal, timeoutMs] of steps) {
    sendSignal(pid, signal)
    if (await waitForExit(pid, timeoutMs)) return
  }
  throw new Error(`process ${pid} did not stop`)
}

/** Signals a process, or with a negative pid its group; does nothing when it has exited. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error
  }
}

function statOf(pid: number): { state: string; startTime: string } | undefined {
  if (process.platform !== 'linux') return undefined
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program name, which may contain spaces and parentheses; the third follows the last ')'.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0] ?? '', startTime: fields[19] ?? '' }
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
