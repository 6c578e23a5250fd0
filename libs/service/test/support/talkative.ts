import { createLog, createMetrics } from '../../src/index.ts'

// Writes more than a pipe and the lines that may wait hold, and says after each part that it is still there.
const log = createLog({ name: 'talkative' })
const { registry } = createMetrics('test')
const text = 'x'.repeat(1_000)
const dropped = async () => Number(/^log_lines_dropped_total (\d+)$/m.exec(await registry.metrics())?.[1])

process.on('message', (lines: number) => {
  for (let line = 0; line < lines; line++) log.info({ line, text }, 'said')
  void dropped().then((count) => process.send!(count))
})
process.on('disconnect', () => log.info('last'))
process.send!(-1)
