import { connect } from 'node:net'
import { messageOf } from '@munova/tool-services'
import { ReleaseFailure } from '../failure.ts'

const TIMEOUT_MS = 5_000
const MAXIMUM_ANSWER = 4_000_000

/** Where a socket of HAProxy for commands is: a file, or a port of this machine. */
export type AdminAddress = { path: string } | { host: string; port: number }

/** Sends one command to HAProxy's admin socket, or to that of its master; it answers and closes. Throws ReleaseFailure. */
export async function adminCommand(address: AdminAddress, command: string): Promise<string> {
  const socket = connect(address)
  const deadline = setTimeout(
    () => socket.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)),
    TIMEOUT_MS,
  )
  try {
    socket.setEncoding('utf8').write(`${command}\n`)
    let answer = ''
    for await (const text of socket as AsyncIterable<string>) {
      answer += text
      if (answer.length > MAXIMUM_ANSWER) throw new Error('its answer is too long')
    }
    return answer.trim()
  } catch (cause) {
    throw new ReleaseFailure(`the balancer's admin socket, command "${command}": ${messageOf(cause)}`, {
      cause,
    })
  } finally {
    clearTimeout(deadline)
    socket.destroy()
  }
}
