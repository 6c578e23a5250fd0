/** The shape of a catalogue of texts: the same keys, any text. A catalogue of another language must have each of them. */
export type Widened<Texts> = {
  [Key in keyof Texts]: Texts[Key] extends string
    ? string
    : Texts[Key] extends (...values: infer Values) => string
      ? (...values: Values) => string
      : Widened<Texts[Key]>
}
