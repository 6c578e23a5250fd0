/** Text as names are compared: in lower case and without spaces, as by `search_fold` of 0105_search.sql. */
export const folded = (text: string): string => text.normalize('NFC').toLowerCase().replaceAll(/\s+/g, '')

/** Its words, in lower case. */
export const foldedWords = (text: string): string[] => text.normalize('NFC').toLowerCase().split(/\s+/)
