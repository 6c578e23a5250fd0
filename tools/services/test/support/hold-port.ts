import { freePort } from '../../src/machine/port.ts'

/* node hold-port.ts WANTED: prints the port it gets, and stays. */

process.stdout.write(`${await freePort(Number(process.argv[2]))}\n`)
setInterval(() => {}, 60_000)
