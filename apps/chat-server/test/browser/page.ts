import { ChatClient } from '@munova/chat-client'
import { openRSocket } from './rsocket.ts'
import { openSdk } from './sdk.ts'
import { openStomp } from './stomp.ts'
import { openWebSocket } from './websocket.ts'

/** Where a client goes, and what it listens to. Plain data: it comes from outside of the page. */
export interface Way {
  /** `http://…` of the node. */
  node: string
  token: string
  roomId: number
  after: number
}

/** A client in the page that listens to one room. */
export interface PageClient {
  readonly seqs: number[]
  /** The seq of a message once it is stored. */
  send(words: string): Promise<number>
  /** The close code, once the server has closed. */
  readonly closed: Promise<number>
}

const openers = { websocket: openWebSocket, stomp: openStomp, rsocket: openRSocket }
export type Kind = keyof typeof openers

const clients = new Map<string, PageClient>()

/** What the test calls from outside. */
const inPage = {
  async open(name: string, kind: Kind, way: Way): Promise<void> {
    clients.set(name, await openers[kind](way))
  },
  send: (name: string, words: string) => clients.get(name)!.send(words),
  seqs: (name: string) => clients.get(name)!.seqs,
  closed: (name: string) => clients.get(name)!.closed,
  sdk: openSdk(ChatClient),
}

declare global {
  // oxlint-disable-next-line no-var
  var chat: typeof inPage
}
globalThis.chat = inPage
