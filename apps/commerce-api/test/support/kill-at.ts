import { subscribe } from 'node:diagnostics_channel'
import { channelOf, faultPoints } from '../../src/fault-points.ts'

/* `node --import` this file before the server: the process kills itself at the fault-injection point that KILL_AT names. */
const point = faultPoints.find((each) => each === process.env['KILL_AT'])
if (point) subscribe(channelOf(point), () => process.kill(process.pid, 'SIGKILL'))
