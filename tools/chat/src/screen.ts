import { clearLine, createInterface, cursorTo, type Interface } from 'node:readline'

/** The terminal, or a pipe: lines come in, lines go out. */
export interface Screen {
  /** Lines until the end of input; none after `end()`. */
  readonly lines: AsyncIterable<string>
  /** Shows a line, at a terminal above what is being typed. */
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
  let isOver = false
  const end = () => {
    if (isOver) return
    isOver = true
    reader.close()
    // The prompt stands where the shell will write.
    if (isInteractive) output.write('\n')
  }
  reader.on('SIGINT', end)
  if (isInteractive) reader.on('line', () => reader.prompt())
  // Now: what is piped in before somebody asks for lines must not be missed.
  const arriving = reader[Symbol.asyncIterator]()
  async function* lines() {
    for await (const line of arriving) {
      if (isOver) return
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
      if (!isOver) reader.prompt(true)
    },
    end,
  }
}
