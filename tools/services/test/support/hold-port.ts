import { freePort } from '../../src/machine/port.ts'

/* node hold-port.ts WANTED: reserves a port, prints it, and keeps running. */

process.stdout.write(`${await freePort(Number(process.argv[2]))}\n`)
setInterval(() => {}, 60_000)
