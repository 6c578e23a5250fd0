import { chown, mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ChatConfig, migrations, startChatServer } from '@munova/chat-server'
import { connect, migrate, type Sql } from '@munova/database'
import {
  type Cleanup,
  afterTheTest,
  freePort,
  ownPostgres,
  runProgram,
  testTokens,
  testVhost,
  until,
} from '@munova/testing'

const main = join(import.meta.dirname, '../../src/main.ts')
const commerceMigrations = new URL('../migrations/', import.meta.resolve('@munova/commerce-api'))

/** A PostgreSQL that archives its log, with the databases of both apps and their keys, and folders for backups of them. */
export async function openShop(t: Cleanup) {
  const postgres = await ownPostgres(t)
  const chat = await openDatabase(t, postgres.url, { name: 'munova_chat', migrations })
  const commerce = await openDatabase(t, postgres.url, {
    name: 'munova_commerce',
    migrations: commerceMigrations,
  })
  const tokens = await testTokens(t)
  const folder = await mkdtemp(join(tmpdir(), 'munova-backups-'))
  afterTheTest(t, () => rm(folder, { recursive: true, force: true }))
  const [row] = await chat.sql<{ data: string }[]>`select current_setting('data_directory') as data`
  const { data } = row!
  const archive = join(dirname(data), 'archive')
  const { uid, gid } = await stat(data)
  await mkdir(archive)
  await chown(archive, uid, gid)
  await chat.sql`alter system set archive_mode = on`
  await chat.sql.unsafe(
    `alter system set archive_command = 'cmp -s "%p" "${archive}/%f" || (test ! -f "${archive}/%f" && cp "%p" "${archive}/%f.draft" && sync "${archive}/%f.draft" && mv "${archive}/%f.draft" "${archive}/%f")'`,
  )
  await postgres.stop()
  await postgres.start()

  const environment = {
    BACKUP_FOLDER: join(folder, 'backups'),
    BACKUP_DATABASE_URL: postgres.url,
    BACKUP_DATA_FOLDER: data,
    BACKUP_ARCHIVE: archive,
    BACKUP_DEADLINE_MS: '60000',
    JWT_KEYS_FILE: tokens.jwksFile,
  }
  return {
    postgres,
    chat,
    commerce,
    tokens,
    data,
    store: environment.BACKUP_FOLDER,
    environment,
    main,
    backup: (args: string[], changed: Record<string, string> = {}) =>
      runProgram(main, { ...environment, ...changed }, { args }),
    /** Resolves when everything that is committed is in the archive. */
    async archived() {
      // A segment without an entry is not archived.
      const [last] = await chat.sql<{ name: string }[]>`
        select pg_walfile_name(pg_create_restore_point('archived')) as name`
      await chat.sql`select pg_switch_wal()`
      await until(
        async () => {
          const [state] = await chat.sql<{ isDone: boolean }[]>`
            select last_archived_wal >= ${last!.name} as "isDone" from pg_stat_archiver`
          return state!.isDone
        },
        { what: 'the archive of the log', timeoutMs: 30_000 },
      )
    },
  }
}

/** Not a clone of a template, which would be in each backup too. */
async function openDatabase(
  t: Cleanup,
  server: string,
  { name, migrations: files }: { name: string; migrations: URL },
): Promise<{ url: string; sql: Sql }> {
  const admin = connect(server, { max: 1 })
  await admin`create database ${admin(name)}`
  await admin.end({ timeout: 1 })
  const url = new URL(server)
  url.pathname = `/${name}`
  await migrate(url.href, files)
  const sql = connect(url.href)
  afterTheTest(t, () => sql.end({ timeout: 1 }))
  return { url: url.href, sql }
}

export type Shop = Awaited<ReturnType<typeof openShop>>

/** Starts nodes of chat-server, each at the address of the one before. */
export async function chatNodes(t: Cleanup, { chat, tokens }: Shop) {
  const config = ChatConfig.parse({
    NODE_ENV: 'development',
    DATABASE_URL: chat.url,
    AMQP_URL: await testVhost(t),
    AUTH_JWKS: tokens.jwksFile,
    PORT: String(await freePort()),
    RSOCKET_PORT: '0',
    LOG_LEVEL: 'silent',
    DRAIN_MS: '100',
    DRAIN_GRACE_MS: '0',
    CLOSE_LINGER_MS: '100',
  })
  return {
    url: `ws://127.0.0.1:${config.PORT}/ws`,
    async start() {
      // Without a commerce-api that would send it.
      await chat.sql`update projection set completed_at = now()`
      const node = await startChatServer(config)
      let closing: Promise<void> | undefined
      const close = () => (closing ??= node.close())
      t.after(close)
      return { url: node.url, close }
    },
  }
}
