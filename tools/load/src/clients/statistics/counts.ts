/** How far a process of clients has come, warm-up included. */
export interface Counts {
  /** Messages whose moment has come. */
  offered: number
  sent: number
  acked: number
  delivered: number
  /** Connections that came back. */
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
