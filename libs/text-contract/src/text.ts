import * as z from 'zod'
import { said } from './field-texts/said.ts'
import type { GeneralFieldText } from './field-texts/general.ko.ts'

/**
 * What a reader cannot see: control and format characters, line and paragraph separators, fillers and other code points
 * that Unicode tells renderers to ignore, and the empty Braille pattern. White space is not among them.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/v
const VISIBLE = /[^\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/v
/** An emoji as Unicode lists it. Joiners and selectors inside one are part of what the reader sees. */
const EMOJI = /\p{RGI_Emoji}/gv
const DIRECTION_CONTROL = /\p{Bidi_Control}/v
const CONTROL = /\p{Cc}/v
/** In a text. A line may end with CR LF, as on Windows: it stays as it was sent. */
const STRAY_CONTROL = /\r(?!\n)|[\p{Cc}--[\n\r\t]]/v

/** Text that PostgreSQL can store and UTF-8 can carry: no NUL, no lone surrogate. */
const StorableText = z.string().refine((text) => !text.includes('\u0000') && text.isWellFormed(), {
  error: 'must not contain NUL or a lone surrogate',
  abort: true,
})

/** An address, before it is checked to be one. Not normalised: another normal form can be the address of another thing. */
export const UrlText = StorableText

/**
 * Text in NFC. Hangul may arrive as syllables or, from some systems, as separate letters; NFC makes both the same text,
 * and lengths count the same characters. Every text that a person types is made of this.
 */
export const NormalText = StorableText.normalize('NFC')

/**
 * A name, a title, a keyword: one line in which equal-looking texts are equal. Runs of spaces become one, those at the ends
 * are removed. A character that nobody sees, or that changes the direction of the text around it, is an error and not
 * removed: it has no business there, and the person should know. Not blank, unless `min` is 0.
 */
export function singleLine({ min = 1, max }: { min?: number; max: number }) {
  return (
    NormalText.overwrite((text) => text.replace(/\p{Zs}+/gv, ' ').replace(/^ | $/gv, ''))
      .min(min, { error: min === 1 ? 'must not be blank' : undefined, abort: true })
      // Before the search for emoji, which takes a microsecond per character.
      .max(max, { abort: true })
      .check(hidesNothing)
  )
}

/**
 * A message, a description, a note: any text, with line breaks and tabs, but no other control characters. Not blank, unless
 * `min` is 0: something must be visible. `trim` removes white space at both ends.
 */
export function multiLine({ min = 1, max, trim = false }: { min?: number; max: number; trim?: boolean }) {
  return NormalText.overwrite((text) => (trim ? text.trim() : text))
    .min(min, { error: min === 1 ? 'must not be blank' : undefined, abort: true })
    .max(max, { abort: true })
    .check(hasNoStrayControl)
    .refine((text) => min === 0 || VISIBLE.test(text), 'must not be blank')
}

/** For `check` of a line. */
export function hidesNothing({ value, issues }: z.core.ParsePayload<string>): void {
  const hidden = hiddenIn(value)
  if (hidden !== undefined) issues.push(issueOf(hidden, value))
}

/** For `check` of a text. Nothing more is said of a text with a control character. */
export function hasNoStrayControl({ value, issues }: z.core.ParsePayload<string>): void {
  const control = STRAY_CONTROL.exec(value)?.[0]
  if (control !== undefined) issues.push({ ...issueOf(control, value), continue: false })
}

/** The first invisible character that is not part of an emoji. */
function hiddenIn(text: string): string | undefined {
  if (!INVISIBLE.test(text)) return undefined
  return INVISIBLE.exec(text.replace(EMOJI, ' '))?.[0]
}

function issueOf(hidden: string, input: string) {
  const code = `U+${hidden.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
  const text: GeneralFieldText = 'must not contain the {character} {code}; remove it'
  return {
    code: 'custom' as const,
    input,
    continue: true,
    ...said(text, { character: kindOf(hidden), code }),
  }
}

function kindOf(character: string): GeneralFieldText {
  if (DIRECTION_CONTROL.test(character)) return 'direction control'
  if (/[\n\r\u0085\u2028\u2029]/v.test(character)) return 'line break'
  return CONTROL.test(character) ? 'control character' : 'invisible character'
}
