import { suite } from 'node:test'
import type { Transport } from './client.ts'
import { deliveryTests } from './delivery.ts'
import { endingTests } from './ending.ts'
import { inboxTests } from './inbox.ts'
import { limitTests } from './limits.ts'
import { operationTests } from './operations.ts'
import { openStage } from './stage.ts'
import { subscriptionTests } from './subscriptions.ts'

/** What every transport promises (docs/protocol.md). What a protocol has of its own is in its own tests. */
export function liveSuite(transport: Transport): void {
  suite(transport.name, () => {
    const stage = openStage(transport)
    operationTests(stage)
    deliveryTests(stage)
    subscriptionTests(stage)
    inboxTests(stage)
    limitTests(stage)
    endingTests(stage)
  })
}
