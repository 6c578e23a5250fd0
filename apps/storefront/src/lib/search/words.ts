/** Of words that are searched for, as many as commerce-api takes. */
export const LONGEST = 50

/** Words as commerce-api compares them. */
export const wordsOf = (text: string): string =>
  text.normalize('NFC').replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST).trim()
