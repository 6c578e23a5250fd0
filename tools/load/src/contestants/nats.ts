import { startNats } from '@munova/tool-services'
import type { Contestant } from './contestant.ts'

/** nats-server, used for chat without a server: it relays messages and stores nothing. */
export const nats: Contestant = {
  key: 'nats',
  label: 'NATS (stores nothing)',
  transport: 'nats',
  async open(cleanup, { members, log }) {
    const server = await startNats(log)
    await cleanup.defer(() => server.stop())
    return {
      nodes: [{ address: { url: `http://127.0.0.1:${server.port}`, rsocketPort: 0 }, pid: server.pid }],
      databasePid: undefined,
      sql: undefined,
      isMetered: false,
      // It does not check tokens.
      people: Array.from({ length: members }, (_, index) => ({ memberId: index + 1, token: '' })),
      roomId: 1,
      durability: 'nothing is stored',
      stop: () => server.stop(),
    }
  },
}
