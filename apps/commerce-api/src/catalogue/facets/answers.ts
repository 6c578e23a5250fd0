/** What was counted for a query, and until when it holds. */
interface Answer {
  text: Promise<string>
  until: number
}

/** Answers of one revision of the index: the same question is counted once, also while it is being counted. */
export class FacetAnswers {
  readonly #limits: { answers: number; keepMs: number }
  readonly #answers = new Map<string, Answer>()
  #revision = 0

  constructor(limits: { answers: number; keepMs: number }) {
    this.#limits = limits
  }

  get(revision: number, question: string, count: () => Promise<string>): Promise<string> {
    if (revision !== this.#revision) this.#answers.clear()
    this.#revision = revision
    const known = this.#answers.get(question)
    if (known && performance.now() < known.until) return known.text
    const text = count()
    this.#answers.delete(question)
    if (this.#answers.size >= this.#limits.answers) this.#answers.delete(this.#oldest())
    this.#answers.set(question, { text, until: performance.now() + this.#limits.keepMs })
    // What failed is asked again.
    text.catch(() => this.#answers.delete(question))
    return text
  }

  #oldest(): string {
    return this.#answers.keys().next().value!
  }
}
