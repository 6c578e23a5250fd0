/** Progress output for the user, one line per step. */
export interface Terminal {
  line(text: string): void
  /** Runs a step and prints the description of its result and its duration. */
  step<T>(describe: (result: T) => string, run: () => Promise<T>): Promise<T>
}

export function openTerminal(write: (text: string) => void): Terminal {
  const line = (text: string) => write(`${text}\n`)
  return {
    line,
    async step(describe, run) {
      const started = performance.now()
      const result = await run()
      line(`▸ ${describe(result)}, ${seconds(performance.now() - started)}`)
      return result
    },
  }
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`
}
