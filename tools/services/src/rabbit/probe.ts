import { get } from 'node:http'
import { connect } from 'node:net'

const PROBE_TIMEOUT_MS = 2_000

/** Whether an AMQP 0-9-1 server responds to the protocol header with a method frame (type 1). */
export function acceptsAmqp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: PROBE_TIMEOUT_MS })
    const done = (answer: boolean) => {
      resolve(answer)
      socket.destroy()
    }
    socket.once('connect', () => socket.write(Buffer.from('AMQP\0\0\x09\x01', 'latin1')))
    socket.once('data', (bytes) => done(bytes[0] === 1))
    socket.once('timeout', () => done(false))
    socket.once('error', () => done(false))
    socket.once('close', () => done(false))
  })
}

/** Whether the management interface accepts the default user. */
export function acceptsManagement(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const options = {
      host: '127.0.0.1',
      port,
      path: '/api/whoami',
      auth: 'guest:guest',
      timeout: PROBE_TIMEOUT_MS,
    }
    // No keep-alive connection: a stopping node waits five seconds for its HTTP clients.
    const request = get({ ...options, agent: false }, (response) => {
      resolve(response.statusCode === 200)
      response.resume()
    })
    request.once('timeout', () => request.destroy())
    request.once('error', () => resolve(false))
  })
}
