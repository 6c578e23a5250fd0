import type { Widened } from './widened.ts'
import { within } from './within.ts'

/** Words of the seller's day. */
export const today = {
  title: '오늘',
  tasks: '지금 할 일',
  waiting: '답변을 기다리는 문의',
  ordersToShip: '보낼 주문',
  returnsToAnswer: '답할 반품·교환',
  count: (count: number, isMore: boolean) => `${count.toLocaleString('ko-KR')}${isMore ? '+' : ''}`,
  unavailable: '지금은 볼 수 없습니다',
  figures: '최근 15일',
  orders: '결제된 주문',
  ordersOf: (count: number) => `${count.toLocaleString('ko-KR')}건`,
  revenue: '판매 금액',
  revenueNote: '결제된 날을 기준으로 한 상품 금액이며, 이후의 취소와 반품은 빼지 않습니다.',
  answers: '답변 시간',
  answersNote: '그날 답변의 절반이 이 시간 안에 나갔습니다.',
  within,
  slow: '이틀 넘음',
  noAnswers: '답변 없음',
  usual: (time: string) => `상품 페이지에 ‘보통 ${time}에 답변’이라고 보입니다.`,
  noUsual: '최근 30일 답변이 10건을 넘으면 상품 페이지에 보통의 답변 시간이 보입니다.',
  today: '오늘',
  plot: (name: string, now: string, least: string, most: string) =>
    `${name}, 최근 15일: 오늘 ${now}, 가장 적은 날 ${least}, 가장 많은 날 ${most}`,
  asTable: '표로 보기',
  day: '날짜',
}

export type TodayText = Widened<typeof today>
