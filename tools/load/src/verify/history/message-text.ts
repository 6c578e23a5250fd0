/** Characters that need escaping or care on some transport: quotes, backslashes, line ends, colons, multi-byte, surrogate pairs. */
const PHRASE = '"250" 사이즈: 재고 있나요?\\ 네 👟\n'
const [SHORT, MEDIUM, LONG] = [1, 15, 90].map((times) => PHRASE.repeat(times))
/** One in a hundred is long, one in ten is of medium length. */
const [LONG_EVERY, MEDIUM_EVERY] = [100, 10]

/** The text of a message, unique within the run. */
export function textOf(message: number): string {
  const filler = message % LONG_EVERY === 0 ? LONG : message % MEDIUM_EVERY === 0 ? MEDIUM : SHORT
  return `${message} ${filler}`
}
