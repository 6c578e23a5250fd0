/** A colour as `#rrggbb`. */
export type Colour = `#${string}`

/** `share` of the second colour, the rest of the first. */
export function mix(first: Colour, second: Colour, share: number): Colour {
  const channels = [1, 3, 5].map((at) => {
    const [from, to] = [first, second].map((colour) => Number.parseInt(colour.slice(at, at + 2), 16))
    return Math.round(from! + (to! - from!) * share)
      .toString(16)
      .padStart(2, '0')
  })
  return `#${channels.join('')}`
}

/** Lighter for a positive tone, darker for a negative one; -1 to 1. */
export function toned(colour: Colour, tone: number): Colour {
  return mix(colour, tone > 0 ? '#ffffff' : '#0a0a0e', Math.abs(tone))
}

/** 0 for black to 1 for white, as the eye weighs the channels. */
export function brightness(colour: Colour): number {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
  return 0.3 * red! + 0.59 * green! + 0.11 * blue!
}
