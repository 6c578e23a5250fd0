import { liveSuite } from './live/suite.ts'
import { rsocketTcp } from './live/rsocket.ts'

liveSuite(rsocketTcp)
