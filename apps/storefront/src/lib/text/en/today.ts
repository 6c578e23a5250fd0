import type { TodayText } from '../ko/today.ts'
import { within } from './within.ts'

export const today: TodayText = {
  title: 'Today',
  tasks: 'To do now',
  waiting: 'Inquiries that wait for an answer',
  ordersToShip: 'Orders to ship',
  returnsToAnswer: 'Returns to answer',
  count: (count, isMore) => `${count.toLocaleString('en-GB')}${isMore ? '+' : ''}`,
  unavailable: 'Not available right now',
  figures: 'The last 15 days',
  orders: 'Paid orders',
  ordersOf: (count) => (count === 1 ? '1 order' : `${count.toLocaleString('en-GB')} orders`),
  revenue: 'Sales',
  revenueNote: 'What goods cost, by the day of payment; later cancellations and returns are not taken off.',
  answers: 'Time to answer',
  answersNote: 'Half of the answers of the day came within this time.',
  within,
  slow: 'More than two days',
  noAnswers: 'No answers',
  usual: (time) => `Your shoes say: “Usually answers ${time}”.`,
  noUsual: 'With ten answers within 30 days your shoes say how soon you usually answer.',
  today: 'Today',
  plot: (name, now, least, most) =>
    `${name}, the last 15 days: today ${now}, lowest ${least}, highest ${most}`,
  asTable: 'As a table',
  day: 'Day',
}
