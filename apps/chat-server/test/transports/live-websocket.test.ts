import { liveSuite } from './live/suite.ts'
import { webSocket } from './live/websocket.ts'

liveSuite(webSocket)
