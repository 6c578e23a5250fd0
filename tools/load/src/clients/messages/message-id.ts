/**
 * The client message id of a load holds the number of the message, so that each receiver knows when the message was
 * due to be sent.
 */
const NUMBER_DIGITS = 12

/** A UUID that holds the number of the message; `run` is eight hexadecimal digits that are unique to the run. */
export function messageId(run: string, number: number): string {
  return `${run}-0000-4000-8000-${number.toString(16).padStart(NUMBER_DIGITS, '0')}`
}

export function messageNumber(id: string): number {
  return Number.parseInt(id.slice(-NUMBER_DIGITS), 16)
}
