import type { TransportName } from '../clients/connection/transport.ts'
import { makeGroups } from '../fixtures/rooms.ts'
import { startSystem } from '../system/system.ts'
import type { Contestant } from './contestant.ts'

/** Our chat-server, as shipped, with RabbitMQ; spoken to in one way. */
export function ours(transport: TransportName, label: string): Contestant {
  return {
    key: `munova-${transport}`,
    label,
    transport,
    async open(closing, { members, log }) {
      const system = await startSystem(closing, { log })
      const [group] = await makeGroups(system, { rooms: 1, members })
      return { ...system, ...group!, stop: () => system.stopServers() }
    },
  }
}
