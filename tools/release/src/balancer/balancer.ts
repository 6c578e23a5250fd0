import { poll } from '@munova/tool-services'
import { ReleaseFailure } from '../failure.ts'
import { type AdminAddress, adminCommand } from './admin-socket.ts'

export interface SlotStatus {
  status: string
  /** Of its last health check. */
  check: string
  weight: number
  sessions: number
}

export interface BalancerOptions {
  admin: AdminAddress
  backends: readonly string[]
  /** For what the balancer has to notice itself. */
  timeoutMs: number
}

const POLL_MS = 50

/** The slots of one app at the balancer, in all its backends. A setting is believed when the balancer reports it. */
export class Balancer {
  readonly #options: BalancerOptions

  constructor(options: BalancerOptions) {
    this.#options = options
  }

  /** Lets a node that is ready take part, with no share until its health is confirmed. */
  async admit(slot: string, weight: number): Promise<void> {
    const [known] = await this.#statuses(slot)
    if (known?.status.startsWith('UP') && known.weight > 0) return this.#weigh(slot, weight)
    await this.#weigh(slot, 0)
    await this.#set(slot, 'state ready')
    await this.#waitFor(slot, 'passes its health check', ({ status, check }) =>
      /^(UP|DRAIN|NOLB)/.test(status) ? /^(L7OK|L7OKC|L4OK|)$/.test(check) : status === 'no check',
    )
    await this.#weigh(slot, weight)
  }

  /** New requests and connections go elsewhere; those that are there stay. */
  async withhold(slot: string): Promise<void> {
    await this.#weigh(slot, 0)
    await this.#set(slot, 'state drain')
    await this.#waitFor(slot, 'takes nothing new', ({ status }) => !status.startsWith('UP'))
  }

  /** Takes an empty slot out: it is not checked. */
  async empty(slot: string): Promise<void> {
    await this.#set(slot, 'state maint')
    await this.#waitFor(slot, 'is in maintenance', ({ status }) => status.startsWith('MAINT'))
  }

  /** Waits until a slot has no sessions; false after `timeoutMs`. */
  async isIdle(slot: string, timeoutMs: number): Promise<boolean> {
    const idle = async () => (await this.#statuses(slot)).every(({ sessions }) => sessions === 0)
    return (await poll(idle, { everyMs: POLL_MS, timeoutMs })) ?? false
  }

  async status(slot: string): Promise<SlotStatus | undefined> {
    return (await this.#statuses(slot))[0]
  }

  async #weigh(slot: string, weight: number): Promise<void> {
    await this.#set(slot, `weight ${weight}`)
    // The statistics show another one while a server is in maintenance.
    for (const backend of this.#options.backends) {
      const command = `get weight ${backend}/${slot}`
      const answer = await adminCommand(this.#options.admin, command)
      if (Number(/^\d+/.exec(answer)?.[0]) !== weight)
        throw new ReleaseFailure(
          `the balancer was told weight ${weight}, and answers "${command}" with: ${answer}`,
        )
    }
  }

  async #set(slot: string, setting: string): Promise<void> {
    for (const backend of this.#options.backends) {
      const command = `set server ${backend}/${slot} ${setting}`
      const answer = await adminCommand(this.#options.admin, command)
      // Success has no text; what is wrong is said in a sentence, and by nothing else.
      if (answer !== '') throw new ReleaseFailure(`the balancer refused "${command}": ${answer}`)
    }
  }

  async #waitFor(slot: string, what: string, check: (status: SlotStatus) => boolean): Promise<void> {
    const { timeoutMs } = this.#options
    let last: SlotStatus[] = []
    const reached = await poll(
      async () => {
        last = await this.#statuses(slot)
        return last.every(check)
      },
      { everyMs: POLL_MS, timeoutMs },
    )
    if (reached) return
    throw new ReleaseFailure(
      `the balancer does not say within ${timeoutMs} ms that ${slot} ${what}: ${JSON.stringify(last)}`,
    )
  }

  async #statuses(slot: string): Promise<SlotStatus[]> {
    const [head = '', ...lines] = (await adminCommand(this.#options.admin, 'show stat'))
      .replace(/^# /, '')
      .split('\n')
    const columns = head.split(',')
    const rows = lines.map((line) => {
      const cells = line.split(',')
      return (column: string) => cells[columns.indexOf(column)] ?? ''
    })
    return this.#options.backends.map((backend) => {
      const row = rows.find((cell) => cell('pxname') === backend && cell('svname') === slot)
      if (!row) throw new ReleaseFailure(`the balancer has no server ${backend}/${slot}`)
      return {
        status: row('status'),
        check: row('check_status').replace('* ', ''),
        weight: Number(row('weight')),
        sessions: Number(row('scur')),
      }
    })
  }
}
