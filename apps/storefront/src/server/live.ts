import type { IncomingMessage, Server } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { TrustedProxies } from '@munova/service'

/** The live transports of chat-server; other upgrades are refused. */
const PATH = /^\/chat(\/(?:ws|stomp|rsocket))(\?|$)/
/** Reaching chat-server may take so long. */
const CONNECT_TIMEOUT_MS = 10_000
/** Headers of the browser that chat-server reads or that are part of the handshake. */
const PASSED = /^(host|upgrade|connection|origin|authorization|accept-language|sec-websocket-.+)$/

/**
 * Passes WebSocket handshakes below /chat on to chat-server, and then bytes in both directions: nothing is parsed or kept, so that
 * chat-server's limits, pings and slow readers are between it and the browser.
 */
export function passLiveOn(
  server: Server,
  { to, trusts }: { to: string; trusts: TrustedProxies },
): { close(): void } {
  const { hostname, port, protocol } = new URL(to)
  const sockets = new Set<Socket>()
  const pass = (request: IncomingMessage, browser: Socket, head: Buffer) => {
    // Node has taken its own listener off: without this a reset ends the process.
    browser.on('error', () => browser.destroy())
    const path = PATH.exec(request.url ?? '')
    if (!path) {
      browser.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
      return
    }
    const chat = connect({ host: hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) })
    for (const [socket, other] of [
      [browser, chat],
      [chat, browser],
    ] as const) {
      sockets.add(socket)
      socket.setTimeout(0)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
    chat.setTimeout(CONNECT_TIMEOUT_MS, () => chat.destroy())
    chat.on('connect', () => {
      chat.setTimeout(0)
      chat.setNoDelay(true)
      browser.setNoDelay(true)
      chat.write(handshake(request, request.url!.slice('/chat'.length), addressOf(request, trusts)))
      chat.write(head)
      chat.pipe(browser).pipe(chat)
    })
  }
  server.on('upgrade', pass)
  return {
    close() {
      server.off('upgrade', pass)
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** The request as it came, without cookies, which are the pages' own. */
function handshake(request: IncomingMessage, path: string, address: string): string {
  const lines = [`GET ${path} HTTP/1.1`]
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index]!
    if (PASSED.test(name.toLowerCase())) lines.push(`${name}: ${request.rawHeaders[index + 1]}`)
  }
  lines.push(`x-forwarded-for: ${address}`)
  return `${lines.join('\r\n')}\r\n\r\n`
}

/** The nearest address that is not one of our proxies'. */
function addressOf({ socket, headers }: IncomingMessage, trusts: TrustedProxies): string {
  const said = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((text) => text.trim())
    .filter(Boolean)
  let address = socket.remoteAddress ?? ''
  for (let distance = 0; trusts(address, distance) && said.length > 0; distance++) address = said.pop()!
  return address
}
