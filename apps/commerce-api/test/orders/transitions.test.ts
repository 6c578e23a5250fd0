import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { violatesCheck } from '@munova/database'
import { openTrade } from '../support/trade.ts'
import { machines, next, type Transitions } from '../support/transitions.ts'

const rowsOf = (machine: string, transitions: Transitions) =>
  Object.entries(transitions).flatMap(([status, actions]) =>
    Object.entries(actions).map(([action, to]) => [machine, status, action, String(to)]),
  )
const inOrder = (rows: string[][]) => rows.map((row) => row.join(' ')).toSorted()

test('the transitions of the database are those of the diagrams, for each state and action', async (t) => {
  const { sql } = await openTrade(t)
  const page = await readFile(new URL('../../../../docs/commerce.md', import.meta.url), 'utf8')
  const stored = await sql<{ machine: string; status: string; action: string; next: string }[]>`
    select machine, status, action, next from transitions`
  let pairs = 0
  for (const [machine, transitions] of Object.entries(machines)) {
    const actions = new Set(rowsOf(machine, transitions).map(([, , action]) => action!))
    for (const status of Object.keys(transitions)) {
      for (const action of actions) {
        const row = stored.find(
          (each) => each.machine === machine && each.status === status && each.action === action,
        )
        assert.equal(row?.next, next(transitions, status, action), `${machine}: ${action} in ${status}`)
        pairs++
      }
    }
    const drawn = Array.from(
      diagramOf(page, machine).matchAll(/^\s+([A-Z_]+) --> ([A-Z_]+): (.+)$/gm),
      ([, from, to, names]) => names!.split(', ').map((action) => [machine, from!, action, to!]),
    ).flat()
    assert.deepEqual(inOrder(drawn), inOrder(rowsOf(machine, transitions)), `the diagram of ${machine}`)
  }
  assert.equal(stored.length, Object.entries(machines).flatMap((entry) => rowsOf(...entry)).length)
  t.diagnostic(`${pairs} pairs of state and action`)
})

/** The mermaid block under the heading of a machine. */
function diagramOf(page: string, machine: string): string {
  return new RegExp(`^### .*\`${machine}\`[^]*?\`\`\`mermaid\n([^]*?)\`\`\``, 'm').exec(page)?.[1] ?? ''
}

test('the database rejects every change of a status that is no transition', async (t) => {
  const trade = await openTrade(t, { env: { RECONCILE_MS: '1000000' } })
  const { sql } = trade
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [9])
  const order = await trade.paid(buyer, [[skuIds[0]!, 1]])
  await sql`
    insert into refunds (order_id, payment_id, amount, cause, reason)
    select order_id, id, 1, 'CANCEL', 'x' from payments`
  await sql`
    insert into returns (order_id, item_id, seller_id, kind, reason, note)
    select order_id, id, seller_id, 'RETURN', 'DEFECTIVE', '' from order_items where order_id = ${order.id}`
  // What else must be true of a state is not asked here.
  await sql.unsafe(`
    alter table orders drop constraint orders_paid;
    alter table order_items drop constraint order_items_shipped;
    alter table payments drop constraint payments_money;
    alter table refunds drop constraint refunds_done;
    alter table returns drop constraint returns_resolved;`)
  const tables = {
    order: 'orders',
    item: 'order_items',
    payment: 'payments',
    refund: 'refunds',
    return: 'returns',
  }
  let tried = 0
  for (const [machine, table] of Object.entries(tables)) {
    const transitions = machines[machine]!
    const put = (status: string) =>
      sql.unsafe(`
      alter table ${table} disable trigger user;
      update ${table} set status = '${status}';
      alter table ${table} enable trigger user;`)
    for (const from of Object.keys(transitions)) {
      for (const to of Object.keys(transitions)) {
        if (to === from) continue
        await put(from)
        const isTaken = await sql`update ${sql(table)} set status = ${to}`.then(
          () => true,
          (error: unknown) => {
            assert.ok(violatesCheck(error, `${machine}_transition`), String(error))
            return false
          },
        )
        assert.equal(isTaken, Object.values(transitions[from]!).includes(to), `${machine} ${from} to ${to}`)
        tried++
      }
    }
  }
  t.diagnostic(`${tried} changes tried`)
})

test('the database rejects rows that do not start in the first state, changes of the ledger, and wrong counts', async (t) => {
  const trade = await openTrade(t)
  const { sql } = trade
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [9])
  await trade.paid(buyer, [[skuIds[0]!, 1]])
  const attempts = [
    sql`insert into orders (number, member_id, status, items_total, discount, total, from_cart, recipient, phone,
          postcode, line1, line2, note, expires_at, paid_at, paid, payment_id)
        select 'X-' || number, member_id, status, items_total, discount, total, from_cart, recipient, phone,
          postcode, line1, line2, note, expires_at, paid_at, paid, payment_id from orders`,
    sql`insert into order_items (order_id, sku_id, product_id, seller_id, product_name, color_name, size_mm,
          unit_price, quantity, discount, status)
        select order_id, sku_id, product_id, seller_id, product_name, color_name, size_mm, unit_price, quantity,
          discount, status from order_items`,
    sql`insert into payments (order_id, payment_key, amount, status)
        select order_id, 'x' || payment_key, amount, status from payments`,
    sql`update ledger set amount = amount + 1`,
    sql`delete from ledger`,
    sql`update skus set reserved = stock + 1`,
    sql`update skus set allocated = allocated - 2`,
    sql`update skus set stock = 0`,
    sql`update orders set refunded = paid + 1`,
    sql`update payments set refund_requested = amount + 1`,
  ]
  for (const attempt of attempts) await assert.rejects(attempt, { code: '23514' })
})
