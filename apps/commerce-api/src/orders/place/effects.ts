import { cte, emitEvent, perPool, rows, type Fragment, type Rows, type Sql } from '@munova/database'
import { OrderPaid, OrderPlaced } from '@munova/event-contract'
import { removeBoughtLines } from '../../cart/remove-bought.ts'
import { buyHeld } from '../../catalogue/stock/holds.ts'
import { moveStock, type Movement, type Pairs } from '../../catalogue/stock/move.ts'
import { ofOrders, orderState, type OrderColumns } from '../../outbox/order-events.ts'
import { releaseCoupons } from '../../promotions/coupons/order-coupons.ts'
import { closeOrders } from '../change/close-orders.ts'

/** What else the statement that places an order does, besides storing its row, the CTE `changed`, from lines, the CTE `given`. */
export interface Effects {
  changed: Rows<OrderColumns>
  definitions: Fragment
}

/**
 * The kinds of orders: one that costs nothing is paid at once; one that supersedes others closes the CTE `candidate`; one that is
 * holding takes a pair that was held for the buyer.
 */
interface Kind {
  isPaid: boolean
  isReplacing: boolean
  isHolding: boolean
}

/** The statements are eight, each built once. */
const effects = new Map<string, (sql: Sql) => Effects>()

export function effectsOf(sql: Sql, { isPaid, isReplacing, isHolding }: Kind): Effects {
  const name = [isPaid, isReplacing, isHolding].join()
  const known = effects.get(name) ?? perPool((pool) => build(pool, { isPaid, isReplacing, isHolding }))
  effects.set(name, known)
  return known(sql)
}

function build(sql: Sql, { isPaid, isReplacing, isHolding }: Kind): Effects {
  const changed = rows<OrderColumns>(sql, 'changed')
  const items = cte<Pairs>(
    sql,
    'item',
    sql`
      insert into order_items (id, order_id, sku_id, product_id, seller_id, product_name, color_name, size_mm,
        image_url, list_price, unit_price, quantity, discount, status)
        overriding system value
      select given.id, changed.id, sku_id, product_id, seller_id, product_name, color_name, size_mm, image_url,
        list_price, unit_price, quantity, given.discount, ${isPaid ? sql`'PAID'` : sql`'PENDING'`}
      from changed, given
      returning sku_id, quantity`,
  )
  const by: Movement = isPaid ? { allocated: 1 } : { reserved: 1 }
  const whenLocked = isHolding
    ? (locked: Rows<{ id: number }>) => buyHeld(sql, { order: changed, items, locked })
    : undefined
  const taken = { pairs: items, by, whenLocked }
  const superseded = isReplacing ? supersede(sql, changed) : undefined
  const stock = superseded
    ? moveStock(sql, { ...taken, and: [superseded.given], after: superseded.released })
    : moveStock(sql, { ...taken, after: changed })
  const state = orderState(sql, changed, sql`select * from given`)
  const placedEvent = emitEvent(sql, OrderPlaced, { ...ofOrders(sql, changed), data: state })
  const definitions = sql`
    ${items.definition}, ${superseded ? superseded.definitions : sql``} ${stock}, event as (${placedEvent})
    ${isPaid ? pay(sql, changed, { items, state }) : sql``}`
  return { changed, definitions }
}

/**
 * What the superseded orders hold is not given back and taken again, which one statement could not, but each SKU is changed
 * by the difference.
 */
function supersede(sql: Sql, changed: Rows<OrderColumns>) {
  const replaced = cte<{ id: number }>(
    sql,
    'replaced',
    sql`select candidate.id from candidate where exists (select from ${changed.name})`,
  )
  const closed = closeOrders(sql, replaced, { status: 'CANCELLED', reason: 'SUPERSEDED' })
  const released = cte(
    sql,
    'released',
    releaseCoupons(sql, sql`select id from ${closed.orders.name}`, {
      except: sql`select coupon_id from ${changed.name} where coupon_id is not null`,
    }),
  )
  return {
    definitions: sql`${replaced.definition}, ${closed.definitions}, ${released.definition},`,
    released,
    given: { pairs: closed.items, by: { reserved: -1 } } as const,
  }
}

function pay(
  sql: Sql,
  changed: Rows<OrderColumns>,
  { items, state }: { items: Rows<Pairs>; state: ReturnType<typeof orderState> },
): Fragment {
  const event = emitEvent(sql, OrderPaid, {
    ...ofOrders(sql, changed),
    data: { ...state, method: sql`null` },
  })
  return sql`, bought as (${removeBoughtLines(sql, changed, items)}), paid_event as (${event})`
}
