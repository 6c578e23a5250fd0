import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { anywhere } from './support/declared/declarations.ts'
import { chance, roundsOr, type Chance } from './support/randomness.ts'
import type { Person } from './support/open-shop.ts'
import { openTrade, type Trade } from './support/trade.ts'

const perRoute = roundsOr(40)

interface Schema {
  type?: string
  $ref?: string
  anyOf?: Schema[]
  allOf?: Schema[]
  enum?: unknown[]
  const?: unknown
  properties?: Record<string, Schema>
  items?: Schema
  default?: unknown
}

interface Operation {
  parameters?: { name: string; in: string }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { description: string }>
}

const junk: unknown[] = [
  null, true, 0, -1, 1.5, 1e308, 2 ** 53, '', ' ', '\u0000', '\ud800', '👟'.repeat(300), 'x'.repeat(5_000),
  '1; drop table orders', "' or 1=1 --", '../../etc/passwd', '{}', '0x10', 'NaN', '1e3', [], {}, [[[[]]]], [null],
  { __proto__x: 1 }, { constructor: { prototype: 1 } }, '2026-13-45T99:99:99Z',
] // prettier-ignore
const pathJunk = ['0', '-1', '1', '2', '3', '999999', '9007199254740993', '%00', '%F0%9F%91%9F', 'null', '1e3', '%2e%2e', 'x'] // prettier-ignore

test('random input to every route gets a documented response and never a 5xx', async (t) => {
  const random = chance(t)
  const trade = await openTrade(t, {
    env: {
      IDEMPOTENCY_KEYS_PER_MEMBER: '100000',
      // Nothing listens there: mails wait, and their routes answer as with a mail server.
      SMTP_URL: 'smtp://127.0.0.1:1',
      PUBLIC_URL: 'https://munova.example',
    },
  })
  const people = [undefined, await trade.person(), await trade.person('SELLER'), await trade.person('ADMIN')]
  await fill(trade, people[2]!, people[1]!)
  const { body: document } = await trade.call<{
    paths: Record<string, Record<string, Operation>>
    components: { schemas: Record<string, Schema> }
  }>('GET /openapi.json')
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  )
  const wrong = new Set<string>()
  const seen = new Set<string>()
  for (const { method, path, operation } of routes) {
    // These would end the sessions that the other requests need.
    if (path === '/v1/me/withdraw' || path.includes('/admin/members')) continue
    for (let round = 0; round < perRoute; round++) {
      const as = people[random.below(people.length)]
      const schema = Object.values(operation.requestBody?.content ?? {})[0]?.schema
      const body = schema && mutated(sample(schema, document.components.schemas, random), random)
      const answer = await send(trade, { method, path: pathOf(path, operation, random), as, body, random })
      const where = `${method} ${path}`
      if (answer.status >= 500)
        wrong.add(`${where}: ${answer.status} for ${JSON.stringify(body)?.slice(0, 300)}`)
      const declared = operation.responses[answer.status]
      if (answer.code === undefined) {
        if (!declared && !operation.responses['2XX']) wrong.add(`${where}: undeclared ${answer.status}`)
      } else if (!anywhere.has(answer.code)) {
        seen.add(`${where} ${answer.code}`)
        if (!declared?.description.includes(`\`${answer.code}\``))
          wrong.add(`${where}: undeclared ${answer.code}`)
      }
    }
  }
  assert.deepEqual([...wrong], [])
  t.diagnostic(`${routes.length * perRoute} requests, ${seen.size} errors of ${routes.length} routes`)
})

/** Something to point at. */
async function fill(trade: Trade, seller: Person, buyer: Person): Promise<void> {
  const { skuIds } = await trade.shoe(seller, [50, 50])
  await trade.paid(buyer, [[skuIds[0]!, 2]])
  await trade.placed(buyer, [[skuIds[1]!, 2]])
  await trade.call(`PUT /v1/cart/items/${skuIds[0]}`, { as: buyer, body: { quantity: 1 } })
}

async function send(
  trade: Trade,
  { method, path, as, body, random }: { method: string; path: string; as: Person | undefined; body: unknown; random: Chance }, // prettier-ignore
): Promise<{ status: number; code: string | undefined }> {
  const text = body === undefined ? undefined : random.below(20) === 0 ? '{"broken":' : JSON.stringify(body)
  const response = await fetch(`${trade.url}${path}`, {
    method,
    headers: {
      ...(as && { authorization: `Bearer ${as.token}` }),
      ...(text !== undefined && { 'content-type': 'application/json' }),
      ...(random.below(10) > 0 && { 'idempotency-key': randomUUID() }),
    },
    ...(text !== undefined && { body: text }),
    signal: AbortSignal.timeout(20_000),
  })
  const type = response.headers.get('content-type') ?? ''
  if (type.startsWith('text/event-stream')) {
    await response.body?.cancel()
    return { status: response.status, code: undefined }
  }
  const answer: unknown = type.includes('json') ? await response.json() : await response.text()
  const isProblem = type.includes('problem+json')
  return { status: response.status, code: isProblem ? (answer as { code: string }).code : undefined }
}

function pathOf(path: string, { parameters = [] }: Operation, random: Chance): string {
  const filled = path.replace(/\{\w+\}/g, () => pathJunk[random.below(pathJunk.length)]!)
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && random.below(2) === 0)
    .map(
      ({ name }) => `${name}=${encodeURIComponent(String(junk[random.below(junk.length)]).toWellFormed())}`,
    )
  return query.length > 0 ? `${filled}?${query.join('&')}` : filled
}

/** A value that more or less fits. */
function sample(schema: Schema, known: Record<string, Schema>, random: Chance, depth = 0): unknown {
  if (schema.$ref) return sample(known[schema.$ref.split('/').at(-1)!] ?? {}, known, random, depth)
  const options = schema.anyOf ?? schema.allOf
  if (options && !schema.properties)
    return sample(options[random.below(options.length)]!, known, random, depth)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[random.below(schema.enum.length)]
  if (schema.properties) {
    const fields = Object.entries(schema.properties).filter(() => random.below(8) > 0)
    return Object.fromEntries(fields.map(([name, part]) => [name, sample(part, known, random, depth + 1)]))
  }
  if (schema.type === 'array') return schema.items ? [sample(schema.items, known, random, depth + 1)] : []
  if (schema.type === 'integer' || schema.type === 'number') return 1 + random.below(3)
  if (schema.type === 'boolean') return random.below(2) === 0
  return ['01012345678', '04524', '김하늘', 'CJ', '12345678', 'tgen_1', 'a@b.example'][random.below(7)]
}

/** With one place, or none, replaced by what nobody means. */
function mutated(value: unknown, random: Chance): unknown {
  if (random.below(4) === 0) return junk[random.below(junk.length)]
  if (Array.isArray(value)) return value.map((item) => (random.below(3) === 0 ? mutated(item, random) : item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, random.below(4) === 0 ? mutated(item, random) : item]),
  )
}
