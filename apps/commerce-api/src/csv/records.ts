/** The text is not CSV. `line` is where. */
export class MalformedCsv extends Error {
  readonly line: number

  constructor(line: number) {
    super(`line ${line} is not CSV`)
    this.line = line
  }
}

/** A record has more fields than the reader takes. `line` is where it begins. */
export class TooManyFields extends Error {
  readonly line: number

  constructor(line: number) {
    super(`line ${line} has too many fields`)
    this.line = line
  }
}

/** A record, and the line of the text on which it begins, from 1. */
export interface CsvRecord {
  line: number
  fields: string[]
}

const QUOTED = /"([^"]*(?:""[^"]*)*)"/y
const BARE = /[^",\r\n]*/y
const SEPARATOR = /,|\r?\n|$/y

/** More than any file has columns that somebody made. */
const MAX_FIELDS = 200

/**
 * The records of a CSV text (RFC 4180; a line may also end with LF). Blank lines are left out. Throws MalformedCsv, TooManyFields.
 */
export function* csvRecords(text: string, maxFields: number = MAX_FIELDS): Generator<CsvRecord> {
  let [at, line] = [0, 1]
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match) at = pattern.lastIndex
    return match
  }
  while (at < text.length) {
    const record: CsvRecord = { line, fields: [] }
    let separator: string
    do {
      const quoted = text[at] === '"' ? take(QUOTED)?.[1] : undefined
      const field = quoted ?? take(BARE)?.[0] ?? ''
      line += field.split('\n').length - 1
      const end = take(SEPARATOR)
      if (!end) throw new MalformedCsv(line)
      if (record.fields.length === maxFields) throw new TooManyFields(record.line)
      record.fields.push(field.replaceAll('""', '"'))
      separator = end[0]
    } while (separator === ',')
    line++
    if (record.fields.length > 1 || record.fields[0] !== '') yield record
  }
}
