/** Undefined for an undefined value. */
export function atMost(value: number | undefined, most: number): boolean | undefined {
  return value === undefined ? undefined : value <= most
}

export function atLeast(value: number | undefined, least: number): boolean | undefined {
  return value === undefined ? undefined : value >= least
}

/** Undefined when one of the verdicts is. */
export function both(...verdicts: (boolean | undefined)[]): boolean | undefined {
  return verdicts.includes(undefined) ? undefined : verdicts.every((each) => each)
}
