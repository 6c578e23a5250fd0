/** An error of the Toss Payments API, with its documented code and status. */
export class TossError extends Error {
  override readonly name = 'TossError'
  readonly status: number
  readonly code: string

  constructor(code: TossErrorCode | (string & {}), status = statuses[code as TossErrorCode] ?? 400) {
    super(messages[code as TossErrorCode] ?? 'The request was rejected')
    this.code = code
    this.status = status
  }
}

const tossErrors = {
  INVALID_REQUEST: [400, '잘못된 요청입니다.'],
  INVALID_TRANSACTION_KEY: [400, '잘못된 페이징 키 입니다.'],
  INVALID_IDEMPOTENCY_KEY: [400, '멱등키는 300자 이하여야 합니다.'],
  ALREADY_PROCESSED_PAYMENT: [400, '이미 처리된 결제 입니다.'],
  ALREADY_CANCELED_PAYMENT: [400, '이미 취소된 결제 입니다.'],
  BELOW_MINIMUM_AMOUNT: [400, '결제 가능한 최소 금액보다 작습니다.'],
  INVALID_REFUND_ACCOUNT_INFO: [400, '환불 계좌번호와 예금주명이 일치하지 않습니다.'],
  INVALID_REFUND_ACCOUNT_NUMBER: [400, '잘못된 환불 계좌번호입니다.'],
  UNAUTHORIZED_KEY: [401, '인증되지 않은 시크릿 키 혹은 클라이언트 키 입니다.'],
  INCORRECT_BASIC_AUTH_FORMAT: [403, '잘못된 인증 형식입니다.'],
  REJECT_CARD_COMPANY: [403, '결제 승인이 거절되었습니다.'],
  NOT_CANCELABLE_AMOUNT: [403, '취소 할 수 없는 금액 입니다.'],
  NOT_CANCELABLE_PAYMENT: [403, '취소 할 수 없는 결제 입니다.'],
  NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT: [403, '입금 대기중인 결제는 부분 환불이 불가합니다.'],
  FORBIDDEN_CONSECUTIVE_REQUEST: [403, '반복적인 요청은 허용되지 않습니다. 잠시 후 다시 시도해주세요.'],
  NOT_FOUND: [404, '존재하지 않는 정보 입니다.'],
  NOT_FOUND_PAYMENT: [404, '존재하지 않는 결제 입니다.'],
  NOT_FOUND_PAYMENT_SESSION: [404, '결제 시간이 만료되어 결제 진행 데이터가 존재하지 않습니다.'],
  IDEMPOTENT_REQUEST_PROCESSING: [409, '이전 멱등 요청이 처리중입니다.'],
  FAILED_INTERNAL_SYSTEM_PROCESSING: [
    500,
    '내부 시스템 처리 작업이 실패했습니다. 잠시 후 다시 시도해주세요.',
  ],
} as const

export type TossErrorCode = keyof typeof tossErrors

const statuses = column(0)
const messages = column(1)

function column<Index extends 0 | 1>(index: Index) {
  const cells = Object.entries(tossErrors).map(([code, row]) => [code, row[index]])
  return Object.fromEntries(cells) as Record<TossErrorCode, (typeof tossErrors)[TossErrorCode][Index]>
}
