import { BlockList, isIP } from 'node:net'
import { z } from 'zod'

const FAMILIES = { 4: 'ipv4', 6: 'ipv6' } as const
const BITS = { 4: 32, 6: 128 } as const
/** More proxies one behind the other are a mistake, such as a port. */
const MAX_HOPS = 16

/**
 * Whether a proxy is trusted, by its address and its distance: 0 is the peer of the connection, 1 what the peer says, and so on.
 */
export type TrustedProxies = (address: string, distance: number) => boolean

/**
 * The setting TRUST_PROXY: whose X-Forwarded-For, and PROXY protocol, is believed. Either the number of proxies between
 * clients and this server, or their addresses and subnets (CIDR), separated by commas. Empty: nobody's.
 */
export const TrustProxy = z
  .string()
  .default('')
  .refine(
    (text) => text.trim() === '' || hopsOf(text) !== undefined || text.split(',').every(isAddressOrSubnet),
    `must be a number of proxies from 1 to ${MAX_HOPS}, or addresses and subnets separated by commas`,
  )

/** The meaning of a TRUST_PROXY that was accepted. */
export function trustedProxies(text: string): TrustedProxies {
  const hops = hopsOf(text)
  if (hops !== undefined) return (_, distance) => distance < hops
  const trusted = new BlockList()
  for (const item of text.split(',').filter((part) => part.trim() !== '')) {
    const [address = '', prefix] = item.trim().split('/')
    const family = FAMILIES[isIP(address) as 4 | 6]
    if (prefix === undefined) trusted.addAddress(address, family)
    else trusted.addSubnet(address, Number(prefix), family)
  }
  return (address) => {
    const version = isIP(address)
    return version !== 0 && trusted.check(address, FAMILIES[version as 4 | 6])
  }
}

function hopsOf(text: string): number | undefined {
  if (!/^\s*\d{1,2}\s*$/.test(text)) return undefined
  const hops = Number(text)
  return hops >= 1 && hops <= MAX_HOPS ? hops : undefined
}

function isAddressOrSubnet(text: string): boolean {
  const [address = '', prefix, ...more] = text.trim().split('/')
  const bits = BITS[isIP(address) as 4 | 6] as number | undefined
  if (bits === undefined || more.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits)
}
