import { runMigrateCommand } from '@munova/database/migrate-command'
import { runService } from '@munova/service'
import { runAdminCommand } from './admin-command.ts'
import { migrations, startCommerceApi } from './commerce-api.ts'
import { CommerceConfig } from './config.ts'
import { runKeysCommand } from './keys-command.ts'
import { requireProduction } from './production.ts'

const [command, ...argv] = process.argv.slice(2)
if (command === 'admin') {
  process.exitCode = await runAdminCommand(argv, process.env)
} else if (command === 'keys') {
  process.exitCode = await runKeysCommand(argv, process.env)
} else if (command === 'migrate') {
  await runMigrateCommand('commerce-api', migrations, process.env)
} else {
  await runService({
    name: 'commerce-api',
    settings: CommerceConfig,
    environment: process.env,
    check: requireProduction,
    start: (config, log) => startCommerceApi(config, { log }),
    onStarted: ({ url }, log) => log.info({ url }, 'commerce-api is listening'),
    tracing: (config) => config,
    graceMs: ({ DRAIN_GRACE_MS }) => DRAIN_GRACE_MS,
    stopTimeoutMs: ({ STOP_TIMEOUT_MS }) => STOP_TIMEOUT_MS,
  })
}
