import cluster from 'node:cluster'
import { createLog, requireFree, listens, readConfig, runUntilSignal, runWorkers } from '@munova/service'
import { startChatServer } from './chat-server.ts'
import { ChatConfig } from './config.ts'
import { readMachineLimits, report } from './preflight.ts'

/** More than DRAIN_MS and the time for what was accepted to be stored. */
const STOP_SLACK_MS = 15_000

if (process.argv.includes('--preflight')) {
  const config = readConfig(ChatConfig.partial({ DATABASE_URL: true }), process.env)
  console.log(report(config, readMachineLimits()))
} else {
  const config = readConfig(ChatConfig, process.env)
  const log = createLog({ name: 'chat-server', level: config.LOG_LEVEL })
  const stopping = { log, timeoutMs: config.DRAIN_MS + STOP_SLACK_MS }
  if (config.CHAT_WORKERS > 1 && cluster.isPrimary) {
    await requireFree(config.HOST, config.PORT)
    await requireFree(config.HOST, config.RSOCKET_PORT)
    runWorkers(config.CHAT_WORKERS, stopping)
  } else {
    const server = await startChatServer(config, { log })
    listens()
    runUntilSignal(() => server.close(), stopping)
  }
}
