import assert from 'node:assert/strict'
import test from 'node:test'
import { runLoadTool } from './support/run-load-tool.ts'

test('a small fanout loses nothing and reports what it measured', async (t) => {
  const args = ['fanout', '--members', '20', '--rate', '50', '--seconds', '2', '--warmup', '1']
  const { code, output, errors, report } = await runLoadTool(t, args)
  assert.equal(code, 0, errors)
  assert.match(output, /deliveries received +3,000/)
  const { scenario, ok, options, machine, runs, median } = await report()
  assert.equal(scenario, 'fanout')
  assert.ok(ok)
  assert.equal(options['members'], 20)
  assert.ok(machine.cores >= 1)
  assert.deepEqual(runs[0]?.problems, [])
  const counts = ['offered', 'sent', 'acked', 'deliveries.expected', 'deliveries.received']
  assert.deepEqual(
    counts.map((key) => median[key]),
    [150, 150, 150, 3_000, 3_000],
  )
  assert.deepEqual([median['lost'], median['doubled'], median['outOfOrder']], [0, 0, 0])
  const [p50, p99, max] = [median['delivery.p50'], median['delivery.p99'], median['delivery.max']]
  assert.ok(p50! > 0 && p50! <= p99! && p99! <= max!)
  assert.ok(process.platform !== 'linux' || median['server.perDelivery']! > 0)
})

test('a small append finds every acked message stored once, with two client processes', async (t) => {
  const args = [
    'append',
    '--rooms',
    '5',
    '--senders',
    '10',
    '--window',
    '2',
    '--seconds',
    '1',
    '--warmup',
    '1',
  ]
  const { code, errors, report } = await runLoadTool(t, [...args, '--generators', '2'])
  assert.equal(code, 0, errors)
  const { ok, median } = await report()
  assert.ok(ok)
  assert.ok(median['acked']! > 0)
  assert.equal(median['stored'], median['acked'])
  assert.equal(median['lost'], 0)
  assert.ok(median['ackedPerSecond']! > 0)
  assert.ok(median['messagesPerStatement']! >= 1)
})

test('an append at a given rate sends that many messages', async (t) => {
  const args = [
    'append',
    '--rooms',
    '2',
    '--senders',
    '4',
    '--rate',
    '100',
    '--seconds',
    '1',
    '--warmup',
    '1',
  ]
  const { code, errors, report } = await runLoadTool(t, args)
  assert.equal(code, 0, errors)
  const { median } = await report()
  assert.equal(median['offered'], 200)
  assert.equal(median['stored'], 200)
})

test('help lists every scenario, and a wrong one or a wrong option is reported', async (t) => {
  const help = await runLoadTool(t, ['help'])
  assert.equal(help.code, 0)
  assert.match(help.output, /fanout:[^]*append:/)
  const wrong = await runLoadTool(t, ['nonsense'])
  assert.equal(wrong.code, 2)
  assert.match(wrong.errors, /no scenario "nonsense"/)
  const items = await runLoadTool(t, ['compare', '--rates', '20,many'])
  assert.equal(items.code, 2)
  assert.match(items.errors, /--rates is a whole number/)
})
