import { spawn } from 'node:child_process'

/**
 * Runs a program of Node with this environment and the PATH alone until it ends. `terminal` connects its output to a
 * pseudo-terminal, which has no stderr of its own.
 */
export async function runProgram(
  program: string,
  env: Record<string, string>,
  { terminal = false, args: given = [] }: { terminal?: boolean; args?: string[] } = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const command = [process.execPath, program, ...given]
  const [file, ...args] = terminal
    ? ['script', '--quiet', '--return', '--command', command.join(' '), '/dev/null']
    : command
  const child = spawn(file!, args, { env: { PATH: process.env['PATH'], ...env }, stdio: 'pipe' })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, ...output }
}

/** Log lines of a program, parsed. */
export function logLines(output: string): Record<string, unknown>[] {
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}
