import { appendFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { acquireLock, messageOf } from '@munova/tool-services'
import { readState, writeState } from './state-file.ts'
import { type AppState, emptyAppState, type State } from './state.ts'

export interface Act<Result> {
  step: string
  /** What the state says from before the act on. */
  intend?: (state: AppState) => void
  run: () => Promise<Result>
  /** What the state says once it is done. */
  record?: (state: AppState, result: Result) => void
}

/** Called at both ends of each act, after the state is on the disk; tests kill the process there. */
export type Observe = (step: string, when: 'intended' | 'done') => void

/** The state of one app, held by this process. Every act leaves its intent before it and its result after it. */
export class Journal {
  readonly folder: string
  readonly #app: string
  readonly #whole: State
  readonly #observe: Observe
  readonly #unlock: () => Promise<void>

  private constructor(
    folder: string,
    app: string,
    whole: State,
    observe: Observe,
    unlock: () => Promise<void>,
  ) {
    this.folder = folder
    this.#app = app
    this.#whole = whole
    this.#observe = observe
    this.#unlock = unlock
  }

  /** Throws LockHeld while another process releases anything of this folder. */
  static async open(folder: string, app: string, observe: Observe = () => {}): Promise<Journal> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const unlock = await acquireLock(join(folder, 'lock'))
    try {
      const whole = await readState(join(folder, 'state.json'))
      whole.apps[app] ??= emptyAppState()
      return new Journal(folder, app, whole, observe, unlock)
    } catch (error) {
      await unlock()
      throw error
    }
  }

  get state(): Readonly<AppState> {
    return this.#whole.apps[this.#app]!
  }

  async act<Result>({ step, intend, run, record }: Act<Result>): Promise<Result> {
    await this.#change((state) => {
      intend?.(state)
      state.intent = { step, at: new Date().toISOString() }
    })
    await this.audit({ step, result: 'begun' })
    this.#observe(step, 'intended')
    let result: Result
    try {
      result = await run()
    } catch (error) {
      await this.audit({ step, result: 'failed', reason: messageOf(error) })
      throw error
    }
    await this.#change((state) => {
      record?.(state, result)
      state.intent = null
    })
    await this.audit({ step, result: 'done' })
    this.#observe(step, 'done')
    return result
  }

  /** Adds a line to the audit log. */
  async audit(entry: { step: string; result: string; reason?: string }): Promise<void> {
    const { attempt } = this.state
    const line = {
      at: new Date().toISOString(),
      app: this.#app,
      ...(attempt && { attempt: attempt.id, kind: attempt.kind, from: attempt.from, to: attempt.to }),
      ...entry,
    }
    await appendFile(join(this.folder, 'audit.jsonl'), `${JSON.stringify(line)}\n`, { mode: 0o600 })
  }

  close(): Promise<void> {
    return this.#unlock()
  }

  async #change(change: (state: AppState) => void): Promise<void> {
    change(this.#whole.apps[this.#app]!)
    await writeState(join(this.folder, 'state.json'), this.#whole)
  }
}
