import { liveSuite } from './live/suite.ts'
import { rsocketWebSocket } from './live/rsocket.ts'

liveSuite(rsocketWebSocket)
