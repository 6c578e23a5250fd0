import { closeSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { Entry } from './ledger-entry.ts'

/**
 * An append-only file of JSON lines. A line is written before the response is sent, so a killed process loses nothing it
 * has acknowledged. An incomplete last line was not acknowledged and is truncated.
 */
export class Ledger {
  readonly #file: number

  private constructor(file: number) {
    this.#file = file
  }

  /** Opens or creates the file and returns its entries. */
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
