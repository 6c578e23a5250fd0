/** What the braces of a text stand for, by name. */
export type SaidParams = Readonly<Record<string, string | number>>

/** A message with parameters: in English, and what other languages are made of. */
export interface Said {
  message: string
  params: SaidParams & { readonly text: string }
}

/**
 * The message of a check whose text has parameters in braces: `said('must be at most {max}', { max: 50 })`. A custom issue of zod
 * takes it as it is. Texts without parameters are plain strings.
 */
export function said(text: string, params: SaidParams = {}): Said {
  return { message: filled(text, params), params: { ...params, text } }
}

/** The text with its parameters; `wordFor` gives the word of another language for one of them. */
export function filled(
  text: string,
  params: SaidParams,
  wordFor: (word: string) => string | undefined = () => undefined,
): string {
  return text.replace(/\{(\w+)\}/g, (braces, name: string) => {
    const value = params[name]
    return value === undefined ? braces : (wordFor(String(value)) ?? String(value))
  })
}
