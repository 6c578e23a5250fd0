import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { runLoadTool } from '../support/run-load-tool.ts'

// Each test starts its own servers, so only two run at a time.
suite('small', { concurrency: 2 }, () => {
  test('connect: all connections are opened, held, and answer pings at the end', async (t) => {
    const args = ['connect', '--connections', '50', '--hold', '1', '--transport', 'stomp', '--room', 'shared']
    const { code, errors, report } = await runLoadTool(t, args)
    assert.equal(code, 0, errors)
    const { median } = await report()
    assert.deepEqual([median['succeeded'], median['held'], median['held.percent']], [50, 50, 100])
    const [transportOpen, signedIn, subscribed] = [
      median['connecting.mean']!,
      median['connect.mean']!,
      median['subscribed.mean']!,
    ]
    assert.ok(0 < transportOpen && transportOpen < signedIn && signedIn < subscribed)
  })

  test('connect: a limit of the original system is hit and reported', async (t) => {
    const args = ['connect', '--connections', '1100', '--hold', '0', '--timeout', '3', '--before', 'files']
    const { code, errors, report } = await runLoadTool(t, args)
    assert.equal(code, 0, errors)
    const { median, runs } = await report()
    assert.ok(median['succeeded']! < 1_024)
    assert.match(runs[0]!.notes.join(), /limit of the original system: files/)
  })

  test('e2e: the members of pairs on two nodes receive the messages of each other', async (t) => {
    const args = ['e2e', '--users', '12', '--ramp', '100', '--every', '200', '--seconds', '2', '--nodes', '2']
    const more = ['--transport', 'rsocket-tcp', '--stagger', '100']
    const { code, errors, report } = await runLoadTool(t, [...args, ...more])
    assert.equal(code, 0, errors)
    const { median } = await report()
    assert.equal(median['succeeded'], 12)
    assert.ok(median['lag.max']! > 0 && median['cores.generator']! > 0)
    assert.equal(median['received'], 2 * median['stored']!)
    assert.equal(median['received.percent'], 100)
    assert.ok(median['stored']! >= 12 * 10)
    assert.ok(median['firstMessage.mean']! > median['opening.mean']!)
  })

  test('e2e: members join groups, on a node with an in-memory broker', async (t) => {
    const args = ['e2e', '--users', '4', '--every', '100', '--seconds', '1', '--broker', 'memory']
    const { code, errors, report } = await runLoadTool(t, [...args, '--opens', 'group'])
    assert.equal(code, 0, errors)
    assert.equal((await report()).median['received.percent'], 100)
  })

  test('order-lists: every list of the order desk is read', async (t) => {
    const { code, errors, report } = await runLoadTool(t, [
      'order-lists',
      '--orders',
      '2000',
      '--requests',
      '2',
    ])
    assert.equal(code, 0, errors)
    const { runs } = await report()
    const rows = runs[0]!.tables![0]!.rows
    // With the summaries of two sellers.
    assert.equal(rows.length, 34)
    assert.ok(rows.every(([, p50]) => Number(p50) > 0))
  })

  test('slow: a slow reader is closed, resumes, and loses nothing', async (t) => {
    const args = ['slow', '--members', '5', '--slow', '1', '--rate', '300', '--behind', '300']
    const { code, errors, report } = await runLoadTool(t, [...args, '--seconds', '5', '--warmup', '0'])
    assert.equal(code, 0, errors)
    const { median } = await report()
    assert.deepEqual([median['slow.closed'], median['slow.resumed'], median['lost']], [1, 1, 0])
  })

  test('storm: all clients of a killed node resume', async (t) => {
    const args = ['storm', '--connections', '20', '--members', '11', '--seconds', '5', '--rate', '10']
    const { code, errors, report } = await runLoadTool(t, args)
    assert.equal(code, 0, errors)
    const { median } = await report()
    assert.deepEqual([median['connections'], median['resumed'], median['lost']], [20, 20, 0])
    assert.ok(median['seconds']! > 0 && median['statements']! > 0)
  })

  test('drain: a rolling restart fails no send', async (t) => {
    const args = [
      'drain',
      '--rooms',
      '2',
      '--members',
      '4',
      '--rate',
      '20',
      '--window',
      '200',
      '--pause',
      '0',
    ]
    const { code, errors, report } = await runLoadTool(t, [...args, '--seconds', '6'])
    assert.equal(code, 0, errors)
    const { median } = await report()
    assert.deepEqual([median['failed'], median['lost'], median['doubled']], [0, 0, 0])
    assert.ok(median['reconnects']! >= 8, 'each connection has moved at least once')
  })

  test('soak: memory and files are sampled', async (t) => {
    const args = [
      'soak',
      '--rooms',
      '2',
      '--members',
      '3',
      '--rate',
      '20',
      '--seconds',
      '2',
      '--every',
      '100',
    ]
    const { code, errors, report } = await runLoadTool(t, [...args, '--warmup', '0'])
    assert.equal(code, 0, errors)
    const { median } = await report()
    assert.equal(median['lost'], 0)
    assert.ok(process.platform !== 'linux' || median['rss.to']! > 0)
  })

  test('withdraw: the connections of members who withdraw are closed on both nodes', async (t) => {
    const { code, errors, report } = await runLoadTool(t, ['withdraw', '--members', '5', '--every', '0'])
    assert.equal(code, 0, errors)
    const { median } = await report()
    assert.equal(median['closed'], 10)
    assert.ok(median['closed.p50']! > 0)
  })

  test('hot-room: other rooms are measured while all nodes write to one, and while it is silent', async (t) => {
    const args = [
      'hot-room',
      '--nodes',
      '2',
      '--rooms',
      '4',
      '--rate',
      '20',
      '--window',
      '2',
      '--rounds',
      '1',
    ]
    const { code, errors, report } = await runLoadTool(t, [...args, '--seconds', '1', '--warmup', '0'])
    assert.equal(code, 0, errors)
    const { median } = await report()
    // A rate counts the acks within the measured second, of which a slow machine may have none.
    for (const figure of ['hot.p99', 'silent.p99', 'during.p99', 'p99.ratio'])
      assert.ok(median[figure]! > 0, figure)
  })

  test('http: every kind of request is measured', async (t) => {
    const args = ['http', '--products', '500', '--connections', '2', '--seconds', '1', '--warmup', '0']
    const { code, errors, report } = await runLoadTool(t, [...args, '--rounds', '1'])
    assert.equal(code, 0, errors)
    const { median } = await report()
    for (const page of [
      'list',
      'filtered',
      'detail',
      'deep',
      'search2',
      'search4',
      'facets',
      'facetsWarm',
      'etag',
    ])
      assert.ok(median[`${page}.perSecond`]! > 0, page)
    for (const figure of ['deep.ratio', 'ready', 'rss']) assert.ok(median[figure]! > 0, figure)
  })

  for (const [only, key, labels] of [
    ['stomp', 'rabbit-stomp', ['MUNOVA, STOMP', 'RabbitMQ Web STOMP (stores nothing)']],
    [
      'websocket',
      'nats',
      [
        'MUNOVA, WebSocket',
        '`ws`, an INSERT per message',
        'Socket.IO 4, an INSERT per message',
        'NATS (stores nothing)',
      ],
    ],
  ] as const) {
    test(`compare --only ${only}: our server and the others are compared`, async (t) => {
      const args = ['compare', '--members', '10', '--rounds', '1', '--seconds', '1', '--warmup', '0']
      const { code, errors, report } = await runLoadTool(t, [...args, '--only', only])
      assert.equal(code, 0, errors)
      const { runs, median } = await report()
      assert.deepEqual(runs[0]!.notes, [])
      assert.deepEqual(
        runs[0]!.tables![0]!.rows.map(([label]) => label),
        labels,
      )
      assert.ok(median[`${key}.p50.ratio`]! > 0)
      assert.equal(median[`${key}.lost`], 0)
    })
  }

  test('compare --rates --alone: the last table has a verdict for each rate', async (t) => {
    const args = ['compare', '--members', '5', '--rounds', '1', '--seconds', '1', '--warmup', '0']
    const more = ['--only', 'rsocket', '--rates', '10,20', '--alone', '30']
    const { code, errors, report } = await runLoadTool(t, [...args, ...more])
    assert.equal(code, 0, errors)
    const { runs, median } = await report()
    for (const key of ['10.munova-rsocket-tcp.p50', '20.stock-rsocket.p50', '30.munova-rsocket-tcp.p50'])
      assert.ok(median[key]! > 0, key)
    const rows = runs[0]!.tables!.at(-1)!.rows
    assert.deepEqual(
      rows.map(([rate]) => rate),
      ['10', '20', '30'],
    )
    for (const row of rows) assert.match(row.at(-1)!, /reached|missed/)
  })
})
