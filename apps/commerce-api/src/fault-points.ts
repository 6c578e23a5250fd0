/**
 * The moments at which a death hurts most: what is named has just happened, and its successor has not. Tests kill the
 * process at each (`CRASH_AT`), start it again and count the money.
 */
export const steps = [
  'place.claimed',
  'place.stored',
  'confirm.claimed',
  'confirm.begun',
  'confirm.charged',
  'confirm.settled',
  'cancel.stored',
  'return.requested',
  'return.accepted',
  'refund.sent',
  'refund.settled',
] as const
export type Step = (typeof steps)[number]

/** Says that a step is done. In production nothing happens; the configuration refuses `CRASH_AT` there. */
export function stepper(crashAt: Step | undefined): (step: Step) => void {
  return (step) => {
    if (crashAt === step) process.kill(process.pid, 'SIGKILL')
  }
}
