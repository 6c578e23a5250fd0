import { processDriver, noNotifier, readFleet, release } from '../../src/index.ts'

/* FOLDER FLEET VERSION STEP WHEN: releases a version, and is killed at one end of one act. */

const [folder = '', fleetFile = '', version = '', step, when] = process.argv.slice(2)
const fleet = await readFleet(fleetFile)
process.exitCode = await release(version, {
  app: 'pages',
  folder,
  fleet,
  driver: processDriver({ folder, artefacts: fleet.apps['pages']!.artefacts! }),
  notifier: noNotifier,
  print: () => {},
  signal: new AbortController().signal,
  observe(reached, end) {
    if (reached === step && end === when) process.kill(process.pid, 'SIGKILL')
  },
})
