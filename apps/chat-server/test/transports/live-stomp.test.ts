import { liveSuite } from './live/suite.ts'
import { stomp } from './live/stomp.ts'

liveSuite(stomp)
