/** As commerceFields, of waiting rooms and what they stand before. */
export const waitingFields: Readonly<Record<string, string>> = {
  drop: 'From when until when it is sold through a waiting room; null without one, and after it',
  admissionsPerSecond: 'Members that the waiting room admits per second',
  opensAt: 'When the first turn is',
  ticketsFrom: 'From when the waiting room gives tickets',
  closesAt: 'Until when a pass is needed',
  capacity: 'Most members that wait',
  position: 'Members before this one',
  waitMs: 'Milliseconds until the turn',
  turnAt: 'When the turn is',
  pass: 'The value of the header `x-waiting-pass`',
}
