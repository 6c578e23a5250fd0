/** What may happen to a thing in each of its states: action to next state. A state without actions is final. */
export type Transitions<Status extends string = string> = Readonly<
  Record<Status, Readonly<Partial<Record<string, Status>>>>
>

/** The state that an action leads to; undefined when it may not happen in this one. */
export function next<Status extends string>(
  transitions: Transitions<Status>,
  status: Status,
  action: string,
): Status | undefined {
  const actions = transitions[status]
  return Object.hasOwn(actions, action) ? actions[action] : undefined
}

/** Every state in which an action may happen. */
export function statusesFor<Status extends string>(
  transitions: Transitions<Status>,
  action: string,
): Status[] {
  const statuses = Object.keys(transitions) as Status[]
  return statuses.filter((status) => next(transitions, status, action) !== undefined)
}
