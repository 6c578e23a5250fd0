import { join } from 'node:path'
import { chromium } from '@munova/tool-services'
import { installLighthouse, type LighthouseScores, measureWithLighthouse } from '../pages/lighthouse.ts'
import { openSite, productOf } from '../pages/site.ts'
import { monotonic } from '../runtime/clock.ts'
import { median } from '../statistics/median.ts'
import type { Figure, Scenario } from '../scenario/scenario.ts'
import { openFolder } from '../system/system.ts'

const options = {
  runs: { what: 'measurements of each page; the median counts', fallback: 3, least: 1, most: 20 },
}

const shown = [
  ['performance', 'performance of 100', '', 0],
  ['accessibility', 'accessibility of 100', '', 0],
  ['layoutShift', 'layout shift', '', 3],
  ['largestPaintMs', 'largest paint', 'ms', 0],
] as const

/** Google's measurement of a page on a phone. It gets Lighthouse from the registry of npm. */
export const lighthouse: Scenario<typeof options> = {
  name: 'lighthouse',
  summary: 'Lighthouse on the list and the page of a product, as on a phone; installs it from npm',
  options,
  async run(context, { runs }) {
    const folder = join(await openFolder(context.cleanup), 'lighthouse')
    context.log('install Lighthouse')
    await installLighthouse(folder)
    const program = await chromium()
    const site = await openSite(context)
    const from = monotonic()
    const figures: Figure[] = []
    const problems: string[] = []
    for (const [page, path] of [
      ['list', '/products'],
      ['product', `/products/${await productOf(site)}`],
    ] as const) {
      const measured: LighthouseScores[] = []
      for (let run = 1; run <= runs; run++) {
        context.log(`${path}, ${run} of ${runs}`)
        measured.push(await measureWithLighthouse(`${site.url}${path}`, { folder, chromium: program }))
      }
      for (const [key, label, unit, digits] of shown)
        figures.push({
          key: `${page}.${key}`,
          label: `${page} page: ${label}`,
          value: median(measured.map((scores) => scores[key])),
          unit,
          digits,
        })
      const faults = new Set(measured.flatMap((scores) => scores.faults))
      if (faults.size > 0) problems.push(`${path} does not pass ${[...faults].join(', ')}`)
    }
    return {
      figures,
      problems,
      notes: ['a phone with a slow network and a processor four times as slow, both simulated'],
      durability: site.shop.durability,
      window: { from, to: monotonic() },
    }
  },
}
