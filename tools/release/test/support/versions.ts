import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Manifest } from '@munova/service'

export type Behaviour = 'good' | 'never ready' | 'exits' | 'errors' | 'slow' | 'stubborn'

/** A small server with the probes and metrics of an app, and with one fault. */
const program = (behaviour: Behaviour) => `
import { createServer } from 'node:http'
const behaviour = ${JSON.stringify(behaviour)}
if (behaviour === 'exits') { console.log('cannot reach the moon'); process.exit(7) }
const bounds = [0.1, 0.25, 1, 5]
const counts = { 200: 0, 500: 0 }
const fast = bounds.map(() => 0)
let isLeaving = false
let served = 0
const server = createServer(async (request, response) => {
  const send = (status, text) => response.writeHead(status, { 'x-version': process.env.APP_VERSION }).end(text)
  if (request.url === '/readyz') {
    if (isLeaving) return send(404, 'leaving')
    return behaviour === 'never ready' ? send(503, '{"checks":{"moon":"too far"}}') : send(200, 'ready')
  }
  if (request.url === '/metrics') {
    const name = 'http_request_duration_seconds'
    const lines = ['process_start_time_seconds ' + process.pid, 'nodejs_eventloop_lag_p99_seconds 0.01']
    lines.push(name + '_count{route="/",status="200"} ' + counts[200], name + '_count{route="/",status="500"} ' + counts[500])
    bounds.forEach((le, index) => lines.push(name + '_bucket{le="' + le + '",route="/",status="200"} ' + fast[index]))
    return send(200, lines.join('\\n'))
  }
  served++
  const took = behaviour === 'slow' ? 0.3 : 0.001
  const status = behaviour === 'errors' && served % 20 === 0 ? 500 : 200
  counts[status]++
  bounds.forEach((le, index) => { if (took <= le) fast[index]++ })
  send(status, process.env.APP_VERSION)
})
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('listening'))
process.on('SIGTERM', () => {
  if (behaviour === 'stubborn') return
  isLeaving = true
  setTimeout(() => { server.close(); server.closeIdleConnections() }, 250)
})
`

/** Writes the artefact of a version into a folder of artefacts; `manifest` has what is special about it. */
export async function writeVersion(
  artefacts: string,
  version: string,
  behaviour: Behaviour,
  manifest: Partial<Manifest> = {},
): Promise<void> {
  await mkdir(join(artefacts, version, 'src'), { recursive: true })
  await writeFile(join(artefacts, version, 'src/main.mjs'), program(behaviour))
  const whole: Manifest = { app: 'pages', version, gitSha: 'unknown', ...manifest }
  await writeFile(join(artefacts, version, 'manifest.json'), JSON.stringify(whole))
}
