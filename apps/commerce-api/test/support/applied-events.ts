import { connectRabbit } from '@munova/broker'
import { claimEvents, type Sql } from '@munova/database'
import { StockChanged } from '@munova/event-contract'
import type { Cleanup } from '@munova/testing'

export interface Verdict {
  lost: number
  twice: number
  outOfOrder: number
}

/** Another application: applies each stock event once, by its inbox, and records the effects in their order. */
export class AppliedEvents {
  readonly #sql: Sql
  /** Events applied, and deliveries without an effect because their event had been applied before. */
  count = 0
  repeated = 0

  private constructor(sql: Sql) {
    this.#sql = sql
  }

  static async open(t: Cleanup, sql: Sql, amqpUrl: string): Promise<AppliedEvents> {
    const applied = new AppliedEvents(sql)
    await sql`create table applied (place bigserial primary key, sku_id bigint not null, number int not null)`
    const broker = connectRabbit(amqpUrl)
    t.after(() => broker.close())
    const queue = { queue: 'test.stock', types: ['stock.changed'], prefetch: 100 }
    await broker.consume(
      { ...queue, maxAttempts: 3, retryDelayMs: 100, isTransient: () => false },
      ({ body }) => {
        const { id, data } = StockChanged.parse(JSON.parse(Buffer.from(body).toString()))
        return applied.#apply(id, data)
      },
    ).ready
    return applied
  }

  async #apply(id: string, { skuId, available }: { skuId: number; available: number }): Promise<void> {
    const claimed = claimEvents(this.#sql, { consumer: 'test', eventIds: [id] })
    const effects = await this.#sql`
      with ${claimed.definition}
      insert into applied (sku_id, number) select ${skuId}, ${available} from ${claimed.name} returning place`
    if (effects.length > 0) this.count++
    else this.repeated++
  }

  /** Compares the effects with SKUs whose events were numbered from 1 to their stock. */
  async judge(): Promise<Verdict> {
    const [verdict] = await this.#sql<[Verdict]>`
      with effect as (
        select sku_id, number,
          number < max(number) over (partition by sku_id order by place rows unbounded preceding) as late
        from applied
      ), size as (
        select skus.stock, count(distinct number) as numbers, count(number) as effects, count(*) filter (where late) as late
        from skus left join effect on sku_id = skus.id and number between 1 and skus.stock
        group by skus.id
      )
      select sum(stock - numbers)::int as lost, sum(effects - numbers)::int as twice, sum(late)::int as "outOfOrder" from size`
    return verdict
  }
}
