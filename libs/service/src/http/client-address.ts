import { isIP, SocketAddress } from 'node:net'

/**
 * What a limit per address counts: an IPv4 address, or the /64 of an IPv6 address, which is the least that a provider assigns, so
 * that one client has any number of addresses in it.
 */
export function countedAddress(address: string): string {
  if (isIP(address) !== 6) return address
  // In its canonical form: an IPv4 address may be written as an IPv6 address in several ways.
  const canonical = new SocketAddress({ address, family: 'ipv6' }).address
  const mapped = /^::ffff:([\d.]+)$/.exec(canonical)?.[1]
  if (mapped !== undefined) return mapped
  const [head = '', tail] = canonical.split('::')
  const [first, last] = [head, tail ?? ''].map((part) => part.split(':').filter((group) => group !== ''))
  const zeros = tail === undefined ? 0 : 8 - first!.length - last!.length
  const groups = [...first!, ...Array<string>(Math.max(0, zeros)).fill('0'), ...last!]
  return groups.slice(0, 4).map((group) => parseInt(group, 16).toString(16)).join(':') // prettier-ignore
}
