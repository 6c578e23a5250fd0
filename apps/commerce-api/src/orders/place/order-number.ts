import { randomInt } from 'node:crypto'

/** Without digits and letters that are easily confused, since order numbers are read out on the telephone. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const CHARACTERS = 10
const KOREA_MS = 9 * 60 * 60_000

/** The number by which people and the gateway know an order: the day in Korea and 50 random bits, as 261123-7K3M9Q2X4T. */
export function orderNumber(at: Date): string {
  const day = new Date(at.getTime() + KOREA_MS).toISOString().slice(2, 10).replaceAll('-', '')
  const letters = Array.from({ length: CHARACTERS }, () => ALPHABET[randomInt(ALPHABET.length)])
  return `${day}-${letters.join('')}`
}
