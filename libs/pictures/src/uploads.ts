export interface UploadLimits {
  /** Uploads that one process receives at the same time: each has its whole body in memory. */
  atOnce: number
  /** Of these, uploads of one member. */
  ofMember: number
}

/** The uploads under way in this process. */
export class Uploads {
  readonly #limits: UploadLimits
  readonly #byMember = new Map<number, number>()
  #all = 0

  constructor(limits: UploadLimits) {
    this.#limits = limits
  }

  get count(): number {
    return this.#all
  }

  /** Counts an upload until the returned function is called, or says whose limit is reached. Call it before the body is read. */
  begin(memberId: number): (() => void) | 'MEMBER' | 'PROCESS' {
    const own = this.#byMember.get(memberId) ?? 0
    if (own >= this.#limits.ofMember) return 'MEMBER'
    if (this.#all >= this.#limits.atOnce) return 'PROCESS'
    this.#all++
    this.#byMember.set(memberId, own + 1)
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      this.#all--
      const left = this.#byMember.get(memberId)! - 1
      if (left > 0) this.#byMember.set(memberId, left)
      else this.#byMember.delete(memberId)
    }
  }
}
