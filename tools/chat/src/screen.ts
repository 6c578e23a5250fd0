import { clearLine, createInterface, cursorTo, type Interface } from 'node:readline'

/** A terminal or a pipe, line by line. */
export interface Screen {
  /** Lines until the end of input; none after `end()`. */
  readonly lines: AsyncIterable<string>
  /** Shows a line; on a terminal above the line being typed. */
  show(line: string): void
  end(): void
}

export function openScreen(input: NodeJS.ReadStream, output: NodeJS.WriteStream): Screen {
  const isInteractive = input.isTTY && output.isTTY
  const reader: Interface = createInterface({
    input,
    ...(isInteractive && { output, prompt: '> ' }),
    terminal: isInteractive,
  })
  let isEnded = false
  const end = () => {
    if (isEnded) return
    isEnded = true
    reader.close()
    // The shell's prompt needs a line without ours.
    if (isInteractive) output.write('\n')
  }
  reader.on('SIGINT', end)
  if (isInteractive) reader.on('line', () => reader.prompt())
  // Created now, because lines that are piped in before the first read must not be lost.
  const iterator = reader[Symbol.asyncIterator]()
  async function* lines() {
    for await (const line of iterator) {
      if (isEnded) return
      yield line
    }
  }
  return {
    lines: lines(),
    show(line) {
      if (!isInteractive) return void output.write(`${line}\n`)
      clearLine(output, 0)
      cursorTo(output, 0)
      output.write(`${line}\n`)
      if (!isEnded) reader.prompt(true)
    },
    end,
  }
}
