import { spawn, type SpawnOptions } from 'node:child_process'

/** Exit code and output of a program. */
export interface ProgramResult {
  code: number | null
  output: string
}

/** Runs a program until it exits. Rejects only when it cannot be started. */
export function run(
  program: string,
  programArguments: string[],
  options: SpawnOptions = {},
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, programArguments, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (output += text))
    }
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output: output.trim() }))
  })
}
