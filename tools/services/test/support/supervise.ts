import { startPostgres, startRabbit } from '../../src/index.ts'

/* A supervisor to kill: node supervise.ts postgres|rabbit DIRECTORY; prints the URL and keeps running. */

const [what, directory = ''] = process.argv.slice(2)
const server = what === 'rabbit' ? await startRabbit({ directory }) : await startPostgres({ directory })
process.stdout.write(`${server.url}\n`)
