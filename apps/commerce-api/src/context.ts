import type { KeyRing } from '@munova/auth'
import type { OutboxRelay, Sql } from '@munova/database'
import type { Log } from '@munova/service'
import type { CategoryTree } from './catalogue/categories/tree.ts'
import type { CommerceConfig } from './config.ts'
import type { CouponCounter } from './promotions/coupons/counter.ts'
import type { PaymentGateway } from './payments/gateway/gateway.ts'
import type { WaitingRooms } from './promotions/waiting-room/rooms.ts'

/** What verbs work with. */
export interface Context {
  readonly sql: Sql
  /** The same database, for what people do most: statements that take as long to plan as to run are planned once. */
  readonly genericPlanSql: Sql
  readonly config: CommerceConfig
  readonly keys: KeyRing
  readonly log: Log
  readonly categories: CategoryTree
  /** Takes and gives back money; never called while a statement holds locks. */
  readonly gateway: PaymentGateway
  readonly coupons: CouponCounter
  readonly waiting: WaitingRooms
  /** Call `wake` after a statement that wrote to the outbox: the relay publishes at once instead of at its next poll. */
  readonly outbox: Pick<OutboxRelay, 'wake'>
  /** Call it when something is open that only the gateway knows the end of: the reconciler looks at once. */
  reconcile(): void
}
