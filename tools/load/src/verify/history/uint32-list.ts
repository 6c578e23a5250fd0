const FIRST_LENGTH = 256

/** A growable list of integers below 2^32 in four bytes each, for millions of values. */
export class Uint32List {
  #values = new Uint32Array(FIRST_LENGTH)
  #length = 0

  static of(values: Iterable<number>): Uint32List {
    const list = new Uint32List()
    for (const value of values) list.push(value)
    return list
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
    if (index >= this.#length) throw new RangeError(`index ${index} of a list of ${this.#length}`)
    this.#values[index] = value
  }
}
