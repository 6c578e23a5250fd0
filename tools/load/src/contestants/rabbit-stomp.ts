import { join } from 'node:path'
import { freePort, startRabbit } from '@munova/tool-services'
import { Processes } from '../system/process-stats.ts'
import { openFolder } from '../system/system.ts'
import type { Contestant } from './contestant.ts'

/** RabbitMQ with its Web STOMP plugin, used for chat without a server: it relays messages and stores nothing. */
export const rabbitStomp: Contestant = {
  key: 'rabbit-stomp',
  label: 'RabbitMQ Web STOMP (stores nothing)',
  transport: 'rabbit-stomp',
  async open(cleanup, { members, log }) {
    const folder = await openFolder(cleanup)
    const [port, stompPort] = [await freePort(), await freePort()]
    const rabbit = await cleanup.open(
      () =>
        startRabbit({
          directory: join(folder, 'rabbit'),
          plugins: ['rabbitmq_web_stomp'],
          configuration: [
            'web_stomp.tcp.ip = 127.0.0.1',
            `web_stomp.tcp.port = ${port}`,
            `stomp.listeners.tcp.1 = 127.0.0.1:${stompPort}`,
          ],
          log,
        }),
      (started) => started.kill(),
    )
    const pid = Processes.read().findDescendant(process.pid, 'beam.smp')
    if (pid === undefined) throw new Error('RabbitMQ is not a descendant of this process')
    return {
      nodes: [{ address: { url: `http://127.0.0.1:${port}`, rsocketPort: 0 }, pid }],
      databasePid: undefined,
      sql: undefined,
      isMetered: false,
      // It does not check tokens: everybody signs in as guest.
      people: Array.from({ length: members }, (_, index) => ({ memberId: index + 1, token: '' })),
      roomId: 1,
      durability: 'nothing is stored',
      stop: () => rabbit.kill(),
    }
  },
}
