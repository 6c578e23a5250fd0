import * as z from 'zod'

/** What people write between the digits, and around an area code; NFKC has made the full-width forms these. */
const SEPARATORS = /[\s\(\).·\/‐‑‒–—\-]/gv
/**
 * Korea's numbering plan: mobile 01x, Seoul 02, the other area codes 03x to 06x, Internet 070, toll-free 080, personal 050x,
 * and those of companies, which have no area code: 15xx-xxxx, 16xx-xxxx, 18xx-xxxx.
 */
const NUMBER =
  /^(?:(?<prefix>010(?=\d{8}$)|01[16-9]|02|03[1-3]|04[1-4]|05[1-5]|06[1-4]|070|080|050[2-8])(?<middle>\d{3,4})|(?<company>1[568]\d{2}))(?<end>\d{4})$/v

/**
 * A Korean telephone number as people write it: with or without +82, hyphens, dots, spaces and parentheses. Kept in one
 * form: 010-1234-5678, 02-123-4567, 0505-123-4567, 1588-1234.
 */
export const PhoneNumber = z
  .string()
  .max(40, { abort: true })
  .refine((text) => partsOf(text) !== undefined, 'must be a Korean telephone number')
  .transform((text) => {
    const { prefix, middle, company, end } = partsOf(text) ?? {}
    return [prefix, middle, company, end].filter(Boolean).join('-')
  })

const partsOf = (text: string) => NUMBER.exec(nationalDigits(text))?.groups

/** Digits as dialled in Korea: `+82 (0)10` and `0082 10` begin with 010; a company's number has no 0 before it. */
function nationalDigits(text: string): string {
  const dialled = text.normalize('NFKC').replaceAll(SEPARATORS, '')
  const abroad = /^(?:\+|00)82(?<number>\d+)$/v.exec(dialled)?.groups?.['number']
  return abroad === undefined || abroad.startsWith('0') || /^1[568]\d{6}$/v.test(abroad)
    ? (abroad ?? dialled)
    : `0${abroad}`
}
