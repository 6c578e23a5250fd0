import { summarize } from '../../clients/statistics/latency.ts'
import { cpuFigures, cpuNotes, measureCpu } from '../cpu-usage.ts'
import { countFigure, rateFigure, timeFigures } from '../trade-figures.ts'
import { EventConsumer } from '../event-consumer.ts'
import { StockChanger } from '../stock-changer.ts'
import type { Part } from '../context.ts'

/** Stock changes with one event each: latency from the outbox row to a consumer of the broker. */
export const outbox: Part = async (context) => {
  const { shop, values } = context
  const { rate, seconds, warmup } = values
  const changer = await StockChanger.open(context)
  const consumer = await EventConsumer.open(shop)
  try {
    await changer.change(rate, warmup)
    consumer.measure()
    const stop = measureCpu(shop)
    const offered = await changer.change(rate, seconds)
    const cpu = stop()
    await changer.end()
    const { committed, failures } = changer
    const lost = await consumer.lostOf(committed)
    const { doubled, outOfOrder } = consumer
    const counts = Object.entries({ lost, doubled, 'out of order': outOfOrder })
    const problems = [
      ...counts.flatMap(([what, number]) => (number > 0 ? [`${number} events ${what}`] : [])),
      ...Object.entries(failures).map(([what, times]) => `${times} times: ${what}`),
    ]
    return {
      figures: [
        rateFigure('outbox.perSecond', 'outbox: events', offered / seconds),
        countFigure('outbox.committed', 'outbox: events in total', committed.size),
        countFigure('outbox.lost', 'outbox: lost', lost),
        countFigure('outbox.doubled', 'outbox: doubled', doubled),
        countFigure('outbox.outOfOrder', 'outbox: out of order', outOfOrder),
        ...timeFigures('outbox', 'outbox, row to consumer', summarize([consumer.latency.encode()])),
        ...cpuFigures('outbox', 'outbox', { cpu, count: offered }),
      ],
      problems: problems.map((problem) => `outbox: ${problem}`),
      notes: [
        'outbox: latency counts from writing the row, so it includes the commit',
        ...cpuNotes('outbox', cpu),
      ],
    }
  } finally {
    await consumer.close()
  }
}
