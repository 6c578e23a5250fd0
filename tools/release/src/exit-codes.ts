/** What the exit code of the tool says; scripts and Jenkins rely on it. */
export const exitCodes = {
  /** The wanted version serves, also if it did before. */
  done: 0,
  /** The version before serves on: the new one was not ready, failed its smoke test, was judged worse, or could not be judged. */
  wentBack: 1,
  /** Nothing was changed: wrong arguments, an invalid fleet, nothing to go back to. */
  usage: 2,
  /** Nothing was changed: another release is running. */
  locked: 3,
  /** Neither finished nor undone; the next call tries again. */
  stuck: 4,
} as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
