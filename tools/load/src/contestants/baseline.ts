import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { KeyRing } from '@munova/auth'
import { connect, migrate } from '@munova/database'
import { freePort } from '@munova/tool-services'
import { baselineMigrations } from '../../baselines/chat-rooms.ts'
import type { AnyTransportName } from '../clients/connection/transport.ts'
import { signMembers } from '../fixtures/members.ts'
import { Program } from '../system/program.ts'
import { describeDatabase, openDatabases } from '../system/database-and-broker.ts'
import { openFolder } from '../system/system.ts'
import type { Contestant } from './contestant.ts'

const ROOM = 1

/** A server of tools/load/baselines, in its own process and with its own PostgreSQL. */
export function baseline(options: {
  key: string
  label: string
  transport: AnyTransportName
  file: string
}): Contestant {
  const { file, ...names } = options
  return {
    ...names,
    async open(cleanup, { members, log }) {
      const folder = await openFolder(cleanup)
      const [databaseUrl = ''] = await openDatabases(cleanup, folder, { names: ['chat'] })
      const sql = connect(databaseUrl, { max: 2, name: 'load' })
      await cleanup.defer(() => sql.end({ timeout: 5 }))
      await migrate(databaseUrl, baselineMigrations)
      await sql`insert into room_members select ${ROOM}, id from generate_series(1, ${members}::int) as id`
      await sql`analyze room_members`

      const keys = await KeyRing.load(join(folder, 'keys.json'))
      const jwksFile = join(folder, 'jwks.json')
      await writeFile(jwksFile, JSON.stringify(keys.publicJwks()))
      const port = await freePort()
      const program = new Program({
        name: options.key,
        file: fileURLToPath(new URL(`../../baselines/${file}`, import.meta.url)),
        environment: { PORT: String(port), DATABASE_URL: databaseUrl, AUTH_JWKS: jwksFile },
        log,
      })
      await cleanup.defer(() => program.stop())
      await program.start()
      return {
        nodes: [{ address: { url: `http://127.0.0.1:${port}`, rsocketPort: port }, pid: program.pid }],
        sql,
        isMetered: false,
        people: await signMembers(keys, members),
        roomId: ROOM,
        stop: () => program.stop(),
        ...(await describeDatabase(sql, folder)),
      }
    },
  }
}
