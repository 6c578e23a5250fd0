import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Cleanup, until } from '@munova/testing'

export interface Terminal {
  lines: string[]
  errors: string[]
  type(line: string): void
  /** Waits for the next line that contains the text, and returns it. */
  shows(text: string): Promise<string>
  /** Ends the input and waits for the exit code of the process. */
  finish(): Promise<number | null>
  ended(): Promise<number | null>
}

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** Runs `npm run chat -- …` as a process with pipes. */
export function openTerminal(t: Cleanup, args: string[], env: Record<string, string> = {}): Terminal {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  t.after(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const lines: string[] = []
  const errors: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line))
  let seen = 0
  return {
    lines,
    errors,
    type: (line) => void child.stdin.write(`${line}\n`),
    async shows(text) {
      const index = await until(
        () => {
          const at = lines.findIndex((line, position) => position >= seen && line.includes(text))
          return at === -1 ? undefined : { at }
        },
        {
          what: `"${text}" after ${JSON.stringify(lines.slice(seen))} ${errors.join(' ')}`,
          timeoutMs: 20_000,
        },
      )
      seen = index.at + 1
      return lines[index.at]!
    },
    finish() {
      child.stdin.end()
      return ended
    },
    ended: () => ended,
  }
}
