import { createLog, exitOnConfigError, readConfig } from '@munova/service'
import { z } from 'zod'
import { migrate } from './migrate.ts'

const Settings = z.object({ DATABASE_URL: z.url() })

/**
 * The command `migrate` of an app: applies its migrations and ends, so that a release can do it as a step of its own before
 * the first new process starts. Needs DATABASE_URL only. Failures are log lines, and exit code 1.
 */
export async function runMigrateCommand(
  app: string,
  directory: URL,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  await exitOnConfigError(app, async () => {
    const { DATABASE_URL } = readConfig(Settings, environment)
    const log = createLog({ name: app })
    try {
      const applied = await migrate(DATABASE_URL, directory, log)
      log.info({ applied }, 'migrated')
    } catch (error) {
      log.fatal({ err: error }, 'not migrated')
      process.exitCode = 1
    }
  })
}
