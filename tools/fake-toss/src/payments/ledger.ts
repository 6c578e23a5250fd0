import { closeSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { Entry } from './ledger-entry.ts'

/**
 * A file of lines that only grows. A line is written before anybody hears of it, so a process that is killed at any
 * moment has lost nothing that it said; half a line at the end was never said, and is cut off.
 */
export class Ledger {
  readonly #file: number

  private constructor(file: number) {
    this.#file = file
  }

  /** Opens or makes it, and gives what it holds. */
  static open(path: string): { ledger: Ledger; entries: Entry[] } {
    mkdirSync(dirname(path), { recursive: true })
    const file = openSync(path, 'a')
    const bytes = readFileSync(path)
    const end = bytes.lastIndexOf('\n') + 1
    if (end < bytes.length) truncateSync(path, end)
    const lines = bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1)
    return { ledger: new Ledger(file), entries: lines.map((line) => Entry.parse(JSON.parse(line))) }
  }

  append(entry: Entry): void {
    writeSync(this.#file, `${JSON.stringify(entry)}\n`)
  }

  close(): void {
    closeSync(this.#file)
  }
}
