import { runMigrateCommand } from '@munova/database/migrate-command'
import { exitOnConfigError, readConfig, runService } from '@munova/service'
import { migrations, startChatServer } from './chat-server.ts'
import { ChatConfig } from './config.ts'
import { readMachineLimits, report } from './preflight.ts'
import { requireProduction } from './production.ts'

/** More than DRAIN_MS and the time for what was accepted to be stored. */
const STOP_SLACK_MS = 15_000

if (process.argv.includes('--preflight')) {
  await exitOnConfigError('chat-server', () => {
    const config = readConfig(ChatConfig.partial({ DATABASE_URL: true }), process.env)
    console.log(report(config, readMachineLimits()))
  })
} else if (process.argv[2] === 'migrate') {
  await runMigrateCommand('chat-server', migrations, process.env)
} else {
  await runService({
    name: 'chat-server',
    settings: ChatConfig,
    environment: process.env,
    check: requireProduction,
    start: (config, log) => startChatServer(config, { log }),
    tracing: (config) => config,
    graceMs: ({ DRAIN_GRACE_MS }) => DRAIN_GRACE_MS,
    stopTimeoutMs: ({ DRAIN_MS }) => DRAIN_MS + STOP_SLACK_MS,
    workers: ({ CHAT_WORKERS, HOST, PORT, RSOCKET_PORT }) => ({
      count: CHAT_WORKERS,
      host: HOST,
      ports: [PORT, RSOCKET_PORT],
    }),
  })
}
