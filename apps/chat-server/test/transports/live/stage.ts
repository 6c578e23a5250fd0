import type { Cleanup } from '@munova/testing'
import { after, before } from 'node:test'
import type { ChatServer } from '../../../src/index.ts'
import { type Chat, openChat } from '../../support/chat.ts'
import type { LiveClient, Transport } from './client.ts'

/** What the tests of one transport share: two nodes on one bus, to which a test adds others with other settings. */
export interface Stage {
  readonly transport: Transport
  readonly chat: Chat
  /** A signed-in connection of the transport. */
  open(t: Cleanup, member: { token: string }, node?: ChatServer): Promise<LiveClient>
}

/** Opened before the tests of the suite that calls it, closed after them. */
export function openStage(transport: Transport): Stage {
  const closing: (() => Promise<void> | void)[] = []
  let chat: Chat
  before(async () => {
    const settings = { RING_ENTRIES: '16' }
    chat = await openChat({ after: (run) => closing.push(run) }, { nodes: 2, broker: 'rabbit', settings })
  })
  after(async () => {
    // What is closed may have something else to be closed after it.
    for (const close of closing) await close()
  })
  return {
    transport,
    get chat() {
      return chat
    },
    open: (t, member, node = chat.nodes[0]!) => transport.open(t, node, member.token),
  }
}
