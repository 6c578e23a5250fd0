import type { Widened } from './widened.ts'

/** Words of every page. */
export const site = {
  brand: 'MUNOVA',
  tagline: '발에 맞는 한 켤레',
  skipToContent: '본문으로 건너뛰기',
  nav: {
    new: '신상품',
    groups: '모임',
    messages: '메시지',
    orders: '주문',
    cart: '장바구니',
    signIn: '로그인',
    signOut: '로그아웃',
    account: '내 정보',
    accountMenu: (name: string) => `${name} 님의 메뉴`,
    coupons: '쿠폰',
    notificationsAway: '새 알림을 받는 연결이 끊겼습니다. 다시 연결되면 표시됩니다.',
    unread: '읽지 않음 ',
    notifications: '알림',
    menu: '메뉴',
    seller: '판매자 데스크',
    admin: '관리',
  },
  search: {
    label: '상품 찾기',
    placeholder: '브랜드, 이름, 색상',
    find: '찾기',
    suggestions: '검색어 제안',
    kinds: {
      BRAND: '브랜드',
      CATEGORY: '카테고리',
      SEARCH: '인기 검색어',
      PRODUCT: '상품',
      RECENT: '최근 검색어',
    },
    count: (count: number) =>
      count === 0 ? '제안이 없습니다.' : `제안 ${count}개. 위아래 화살표로 고를 수 있습니다.`,
    deleteHint: 'Delete 키를 누르면 이 최근 검색어가 지워집니다.',
    removeRecent: (text: string) => `최근 검색어 ${text} 지우기`,
    clear: '최근 검색어 모두 지우기',
    turnOff: '저장 끄기',
    turnOn: '저장 켜기',
    recentOff: '최근 검색어를 저장하지 않습니다.',
  },
  theme: { label: '화면 밝기', system: '기기 설정', light: '밝게', dark: '어둡게' },
  language: { label: '언어', ko: '한국어', en: 'English' },
  act: {
    retry: '다시 시도',
    apply: '적용',
  },
  state: {
    empty: '아직 없습니다',
    offline: '인터넷에 연결되어 있지 않습니다. 연결되면 이어집니다.',
  },
  sessionEnded: '로그인이 만료되었습니다. 다시 로그인해 주세요.',
  sessionUnavailable: '지금은 로그인 상태를 확인할 수 없습니다. 잠시 후 새로고침해 주세요.',
  footer: {
    terms: '이용약관',
    privacy: '개인정보 처리방침',
    demo: '실제로 판매하지 않는 데모 상점입니다. 아래 사업자 정보는 지어낸 것입니다.',
    company: '상호 (주)무노바 데모 · 대표 홍길동 · 서울특별시 강남구 데모로 1',
    numbers: '사업자등록번호 000-00-00000 · 통신판매업신고 제0000-데모-0000호 · 호스팅 MUNOVA',
    contact: '전화 02-000-0000 · 전자우편 help@munova.example',
    intermediary:
      '무노바는 통신판매중개자로서 거래 당사자가 아니며, 상품·거래에 관한 책임은 각 판매자에게 있습니다.',
  },
  error: {
    notFound: '찾으시는 페이지가 없습니다',
    notFoundHint: '주소가 바뀌었거나 지워졌을 수 있습니다.',
    unavailable: '지금은 연결할 수 없습니다',
    unavailableHint: '잠시 후 다시 시도해 주세요. 장바구니와 주문은 그대로 남아 있습니다.',
    forbidden: '이 페이지를 볼 권한이 없습니다',
    internal: '예상하지 못한 오류입니다',
    requestId: '문의하실 때 이 번호를 알려 주세요',
    home: '홈으로',
  },
  time: {
    now: '방금 전',
    minutes: (count: number) => `${count}분 전`,
    yesterday: '어제',
  },
}

export type SiteText = Widened<typeof site>
