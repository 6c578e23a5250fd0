import type { Widened } from './widened.ts'

/** Words of first-come coupons and of waiting rooms. */
export const campaigns = {
  campaign: {
    title: '선착순 쿠폰',
    quantity: (count: string) => `선착순 ${count}명`,
    until: (time: string) => `${time}까지`,
    startsIn: '시작까지',
    ticketsIn: '대기표 받기까지',
    claim: '쿠폰 받기',
    line: '대기표 받기',
    mine: '쿠폰을 받았습니다.',
    toCoupons: '내 쿠폰 보기',
    soldOut: '준비한 쿠폰이 모두 나갔습니다.',
    over: '끝난 행사입니다.',
    verify: '이메일을 확인한 회원만 받을 수 있습니다.',
    verifyLink: '이메일 확인하기',
    more: '다른 쿠폰 보기',
  },
  queue: {
    title: '대기 중입니다',
    position: (count: string) => `내 앞에 ${count}명`,
    next: '다음이 내 차례입니다.',
    turnIn: '내 차례까지',
    stay: '이 화면을 두고 기다리시면 차례가 되었을 때 자동으로 이어집니다.',
    noScript: '남은 시간이 지난 뒤 아래 버튼을 눌러 주세요.',
    turn: '차례가 되었습니다.',
    useWithin: '남은 시간',
    go: '계속하기',
  },
  drop: {
    title: '드롭 대기실',
    lead: '한꺼번에 많은 분이 찾는 상품이라 차례대로 주문을 받습니다. 차례가 되면 주문을 이어가실 수 있습니다.',
    open: '대기 없이 주문하실 수 있습니다.',
    toProduct: '상품 보기',
    toCheckout: '주문 계속하기',
    addFirst: '아직 장바구니에 담지 않으셨습니다. 사이즈를 골라 담아 주세요.',
    verify: '이메일을 확인한 회원만 대기할 수 있습니다.',
  },
}

export type CampaignsText = Widened<typeof campaigns>
