import { summarize } from '../../clients/statistics/latency.ts'
import { coreFigures, coreNotes, watchCores } from '../cpu-usage.ts'
import { countFigure, rateFigure, timeFigures } from '../figures.ts'
import { Reader } from '../event-consumer.ts'
import { Shelves } from '../stock-changer.ts'
import type { Part } from '../environment.ts'

/** Stock changes, each with an event: from the row of the outbox to somebody who reads at the broker. */
export const outbox: Part = async (stage) => {
  const { shop, values } = stage
  const { rate, seconds, warmup } = values
  const shelves = await Shelves.open(stage)
  const reader = await Reader.open(shop)
  try {
    await shelves.change(rate, warmup)
    reader.measure()
    const stop = watchCores(shop)
    const offered = await shelves.change(rate, seconds)
    const busy = stop()
    await shelves.end()
    const { committed, failures } = shelves
    const lost = await reader.lostOf(committed)
    const { doubled, outOfOrder } = reader
    const counts = Object.entries({ lost, doubled, 'out of order': outOfOrder })
    const problems = [
      ...counts.flatMap(([what, number]) => (number > 0 ? [`${number} events ${what}`] : [])),
      ...Object.entries(failures).map(([what, times]) => `${times} times: ${what}`),
    ]
    return {
      figures: [
        rateFigure('outbox.perSecond', 'outbox: events', offered / seconds),
        countFigure('outbox.committed', 'outbox: events in all', committed.size),
        countFigure('outbox.lost', 'outbox: lost', lost),
        countFigure('outbox.doubled', 'outbox: doubled', doubled),
        countFigure('outbox.outOfOrder', 'outbox: out of order', outOfOrder),
        ...timeFigures('outbox', 'outbox, row to consumer', summarize([reader.latency.encode()])),
        ...coreFigures('outbox', 'outbox', { busy, count: offered }),
      ],
      problems: problems.map((problem) => `outbox: ${problem}`),
      notes: [
        'outbox: a wait begins when the row is written, so the commit of it is a part',
        ...coreNotes('outbox', busy),
      ],
    }
  } finally {
    await reader.close()
  }
}
