import { existsSync } from 'node:fs'
import { createServer } from 'node:http'

/* An app that exits at once with code 3 while the file BROKEN_FILE exists. */

if (existsSync(process.env['BROKEN_FILE'] ?? '')) {
  console.error('it is broken')
  process.exitCode = 3
} else {
  const server = createServer((_request, response) => response.end('ready'))
  server.listen(Number(process.env['PORT']), '127.0.0.1')
  process.once('SIGTERM', () => {
    server.close()
    server.closeAllConnections()
  })
}
