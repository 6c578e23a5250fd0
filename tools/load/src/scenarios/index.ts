import type { Scenario } from '../scenario.ts'
import { append } from './append.ts'
import { fanout } from './fanout.ts'
import { killAfterAck } from '../verify/kill-after-ack.ts'
import { verify } from '../verify/verify.ts'

/** All scenarios of the lab; a new one is a file here and a line in this list. */
export const scenarios: readonly Scenario[] = [fanout, append, verify, killAfterAck]
