import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Installed when it is needed: it is larger than all that this repository depends on. */
const PACKAGE = 'lighthouse@12.2.3'
/** `--ignore-scripts`: none of its packages needs one. */
const INSTALL = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save', PACKAGE]
const FLAGS = [
  '--quiet',
  '--output=json',
  '--only-categories=performance,accessibility',
  '--chrome-flags=--headless=new --no-sandbox',
]
const TIMEOUT_MS = 300_000

/** What Lighthouse says of a page on a simulated phone with a slow network: https://developer.chrome.com/docs/lighthouse */
export interface LighthouseScores {
  /** 0 to 100. */
  performance: number
  accessibility: number
  /** Cumulative Layout Shift. */
  layoutShift: number
  /** Milliseconds to the Largest Contentful Paint. */
  largestPaintMs: number
  /** The audits of accessibility that the page does not pass. */
  faults: string[]
}

interface Report {
  categories: Record<'performance' | 'accessibility', Category>
  audits: Record<string, { score: number | null; numericValue?: number }>
}
interface Category {
  score: number
  auditRefs: { id: string; weight: number }[]
}

/** Installs Lighthouse into a folder of its own. Rejects without the registry. */
export async function installLighthouse(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), '{ "private": true }')
  await run('npm', INSTALL, folder)
}

/** Measures a page with the Lighthouse of the folder. */
export async function measureWithLighthouse(
  url: string,
  { folder, chromium }: { folder: string; chromium: string },
): Promise<LighthouseScores> {
  const path = join(folder, 'report.json')
  const program = join(folder, 'node_modules/lighthouse/cli/index.js')
  const args = [program, url, ...FLAGS, `--output-path=${path}`]
  await run(process.execPath, args, folder, { CHROME_PATH: chromium })
  const { categories, audits } = JSON.parse(await readFile(path, 'utf8')) as Report
  const { performance, accessibility } = categories
  const failed = accessibility.auditRefs.filter(({ id, weight }) => weight > 0 && audits[id]?.score === 0)
  return {
    performance: performance.score * 100,
    accessibility: accessibility.score * 100,
    layoutShift: audits['cumulative-layout-shift']?.numericValue ?? Number.NaN,
    largestPaintMs: audits['largest-contentful-paint']?.numericValue ?? Number.NaN,
    faults: failed.map(({ id }) => id),
  }
}

async function run(
  program: string,
  args: readonly string[],
  cwd: string,
  environment: Record<string, string> = {},
): Promise<void> {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`${program} ${args[0]} exited with ${code}`)
}
