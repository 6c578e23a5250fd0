import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { Cast } from './support/cast.ts'
import { openDemo } from './support/open-demo.ts'
import {
  chatSteps,
  shopSteps,
  type Answered,
  type Answers,
  type Secrets,
  type Step,
} from './support/steps.ts'

interface Operation {
  parameters?: { name: string; in: string; example?: unknown }[]
  requestBody?: { content: Record<string, { example?: unknown }> }
}
interface Document {
  paths: Record<string, Record<string, Operation>>
}

test('every example of both documents succeeds unchanged in a new demo shop', async (t) => {
  const { shopUrl, chatUrl, secrets } = await openDemo(t)
  const cast = new Cast(shopUrl)
  await sendAll(chatUrl, chatSteps, { cast, secrets })
  await sendAll(shopUrl, shopSteps, { cast, secrets })
})

async function sendAll(url: string, steps: Step[], { cast, secrets }: { cast: Cast; secrets: Secrets }) {
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as Document
  const operations = new Map(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, about]) => [`${method.toUpperCase()} ${path}`, about]),
    ),
  )
  const withExample = [...operations].filter(([, about]) => exampleOf(about) !== undefined)
  const sent = new Set(steps.map(({ send }) => send))
  const unsent = withExample.map(([operation]) => operation).filter((operation) => !sent.has(operation))
  assert.deepEqual(unsent, [], 'every example is a step')

  const known = new Map<string, Answered[]>()
  const answers: Answers = (operation, index = 0) => known.get(operation)![index]!
  let cookies = ''
  for (const { send, as, withCookies, path, replaced } of steps) {
    const [method = '', template = ''] = send.split(' ')
    const { body, query, type } = exampleOf(operations.get(send)!) ?? {}
    const values = path?.(answers) ?? {}
    const target = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name]))
    const change = await replaced?.(answers, secrets)
    const response = await fetch(`${url}${target}?${new URLSearchParams(query).toString()}`, {
      method,
      headers: {
        ...(as && { authorization: `Bearer ${await cast.token(as)}` }),
        ...(withCookies && { cookie: cookies }),
        ...(type !== undefined && { 'content-type': type }),
        'idempotency-key': randomUUID(),
      },
      ...(type !== undefined && { body: contentOf(body, change) }),
    })
    const text = await response.text()
    assert.ok(response.ok, `${send} of ${as ?? 'a guest'}: ${response.status} ${text}`)
    if (send === 'POST /v1/auth/sign-in')
      cookies = response.headers
        .getSetCookie()
        .map((cookie) => cookie.split(';')[0])
        .join('; ')
    const answer = text === '' ? undefined : (JSON.parse(text) as Answered)
    if (response.status === 201 && answer)
      await checkLocation(new URL(response.headers.get('location') ?? '', url), { answer, as, cast })
    if (answer) known.set(send, [...(known.get(send) ?? []), answer])
  }
}

/** What was created is at its Location. */
async function checkLocation(
  location: URL,
  { answer, as = 'newcomer', cast }: { answer: Answered; as: Step['as']; cast: Cast },
) {
  const found = await fetch(location, { headers: { authorization: `Bearer ${await cast.token(as)}` } })
  assert.equal(found.status, 200, location.pathname)
  // After signing up the response has tokens besides the member.
  const { member = answer } = answer as { member?: object }
  assert.deepEqual(await found.json(), member, location.pathname)
}

/** Text is sent as it is, an object as JSON. */
function contentOf(body: unknown, change: object | string = {}): string {
  if (typeof change === 'string') return change
  return typeof body === 'string' ? body : JSON.stringify({ ...Object(body), ...change })
}

/** Undefined: the operation has none, and needs none. */
function exampleOf({ parameters = [], requestBody }: Operation) {
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && parameter.example !== undefined)
    .map(({ name, example }): [string, string] => [name, String(example)])
  const [type, content] = Object.entries(requestBody?.content ?? {})[0] ?? []
  const body = content?.example
  return body === undefined && query.length === 0 ? undefined : { body, query, type }
}
