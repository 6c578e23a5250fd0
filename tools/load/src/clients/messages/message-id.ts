/**
 * Messages of a run are numbered, and the number is in the id that the sender gives: whoever receives a message knows
 * which one it is, and so when it was meant to be sent.
 */
const NUMBER_DIGITS = 12

/** A UUID that holds the message's number; `run` is eight hexadecimal digits of this run alone. */
export function messageId(run: string, number: number): string {
  return `${run}-0000-4000-8000-${number.toString(16).padStart(NUMBER_DIGITS, '0')}`
}

export function messageNumber(id: string): number {
  return Number.parseInt(id.slice(-NUMBER_DIGITS), 16)
}
