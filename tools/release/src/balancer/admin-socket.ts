import { connect } from 'node:net'
import { messageOf } from '@munova/tool-services'
import { ReleaseFailure } from '../failure.ts'

const TIMEOUT_MS = 5_000
const MAXIMUM_ANSWER = 4_000_000

/** Sends one command to HAProxy's admin socket; it answers and closes. Throws ReleaseFailure. */
export async function adminCommand(
  { adminHost, adminPort }: { adminHost: string; adminPort: number },
  command: string,
): Promise<string> {
  const socket = connect({ host: adminHost, port: adminPort })
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
