import { connect, migrate } from '@munova/database'
import { seedDatabases } from '@munova/tool-seed'
import { provideRabbit, startPostgres, startRabbit } from '@munova/tool-services'
import { join } from 'node:path'
import { ReleaseFailure } from '../failure.ts'

const migrationsOf = (app: string) => new URL(`../../../../apps/${app}/migrations/`, import.meta.url)

/** PostgreSQL with a seeded shop, and RabbitMQ; all of it ends with the stack. */
export async function startServers(
  folder: string,
  { opened, log }: { opened: AsyncDisposableStack; log: (line: string) => void },
): Promise<{ commerceUrl: string; chatUrl: string; amqpUrl: string }> {
  if (!(await provideRabbit(log))) throw new ReleaseFailure('install rabbitmq-server')
  // In turn: when one of two starts failed, the folder would be removed under the other.
  const postgres = await startPostgres({ directory: join(folder, 'postgres'), log })
  opened.defer(() => postgres.stop())
  const rabbit = await startRabbit({ directory: join(folder, 'rabbitmq'), log })
  opened.defer(() => rabbit.kill())
  const [commerceUrl, chatUrl] = await Promise.all(
    (['commerce', 'chat'] as const).map(async (name) => {
      const admin = connect(postgres.url, { max: 1, name: 'release-local' })
      await admin`create database ${admin(name)}`
      await admin.end({ timeout: 5 })
      const url = new URL(postgres.url)
      url.pathname = `/${name}`
      await migrate(url.href, migrationsOf(name === 'chat' ? 'chat-server' : 'commerce-api'))
      return url.href
    }),
  )
  await seedDatabases({ commerceUrl: commerceUrl!, chatUrl: chatUrl! })
  return { commerceUrl: commerceUrl!, chatUrl: chatUrl!, amqpUrl: rabbit.url }
}
