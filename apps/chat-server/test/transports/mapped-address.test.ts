import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countedAddress } from '@munova/service'
import { readProxyHeader } from '../../src/transports/rsocket/proxy-header.ts'

/** A header of version 2 of a proxy that listens on one socket for IPv4 and IPv6. */
function mappedV2(address: number[]) {
  const source = Buffer.from([...Array<number>(10).fill(0), 0xff, 0xff, ...address])
  const header = Buffer.from([
    0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a, 0x21, 0x21, 0, 36,
  ])
  return Buffer.concat([header, source, source, Buffer.from([0x10, 0x00, 0x1b, 0x58])])
}

test('IPv4 clients of a proxy that writes their addresses as IPv6 are counted one by one', () => {
  const counted = [
    [203, 0, 113, 7],
    [198, 51, 100, 9],
  ].map((address) => {
    const start = readProxyHeader(mappedV2(address))
    if (typeof start === 'string') return assert.fail(start)
    return countedAddress(start.address!)
  })
  assert.deepEqual(counted, ['203.0.113.7', '198.51.100.9'])
  assert.equal(countedAddress('::ffff:cb00:7107'), '203.0.113.7')
})
