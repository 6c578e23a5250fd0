const FIRST_LENGTH = 256

/** A list of whole numbers below 2^32 that grows: four bytes each, so that millions of them are no burden. */
export class Column {
  #values = new Uint32Array(FIRST_LENGTH)
  #length = 0

  static of(values: Iterable<number>): Column {
    const column = new Column()
    for (const value of values) column.push(value)
    return column
  }

  get length(): number {
    return this.#length
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Uint32Array(this.#values.length * 2)
      grown.set(this.#values)
      this.#values = grown
    }
    this.#values[this.#length++] = value
  }

  at(index: number): number {
    return this.#values[index]!
  }

  set(index: number, value: number): void {
    if (index >= this.#length) throw new RangeError(`there is no ${index} among ${this.#length}`)
    this.#values[index] = value
  }
}
