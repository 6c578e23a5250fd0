/** Progress counters of a client process, warm-up included. */
export interface Counts {
  /** Messages that were due. */
  offered: number
  sent: number
  acked: number
  delivered: number
  /** Connections that reconnected and resumed. */
  resumed: number
}

export function sumCounts(all: readonly Counts[]): Counts {
  const sum = (key: keyof Counts) => all.reduce((total, counts) => total + counts[key], 0)
  return {
    offered: sum('offered'),
    sent: sum('sent'),
    acked: sum('acked'),
    delivered: sum('delivered'),
    resumed: sum('resumed'),
  }
}

export const noCounts = (): Counts => ({ offered: 0, sent: 0, acked: 0, delivered: 0, resumed: 0 })
