import type { TransportName } from '../clients/connection/transport.ts'
import { createGroups } from '../fixtures/rooms.ts'
import { startSystem } from '../system/system.ts'
import type { Contestant } from './contestant.ts'

/** Our chat-server with default settings and RabbitMQ, over one transport. */
export function chatServer(transport: TransportName, label: string): Contestant {
  return {
    key: `munova-${transport}`,
    label,
    transport,
    async open(cleanup, { members, log }) {
      const system = await startSystem(cleanup, { log })
      const [group] = await createGroups(system, { rooms: 1, members })
      return { ...system, ...group!, stop: () => system.stopServers() }
    },
  }
}
