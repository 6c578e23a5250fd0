import type { Scenario } from '../scenario/scenario.ts'
import { killAfterAck } from '../verify/kill-after-ack.ts'
import { verify } from '../verify/verify.ts'
import { append } from './append.ts'
import { compare } from './compare.ts'
import { connect } from './connect.ts'
import { drain } from './drain.ts'
import { e2e } from './e2e.ts'
import { fanout } from './fanout.ts'
import { hotRoom } from './hot-room.ts'
import { http } from './http.ts'
import { lighthouse } from './lighthouse.ts'
import { orderLists } from './order-lists.ts'
import { pages } from './pages.ts'
import { slow } from './slow.ts'
import { soak } from './soak.ts'
import { storm } from './storm.ts'
import { trade } from './trade.ts'
import { withdraw } from './withdraw.ts'

/** All scenarios; a new one is a file here and a line in this list. */
export const scenarios: readonly Scenario[] = [
  connect,
  e2e,
  fanout,
  append,
  slow,
  storm,
  drain,
  soak,
  withdraw,
  hotRoom,
  http,
  trade,
  orderLists,
  pages,
  lighthouse,
  compare,
  verify,
  killAfterAck,
]
