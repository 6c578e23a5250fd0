import { koreanCuration } from './curation-errors.ko.ts'
import type { CommerceErrorTexts } from './error-texts.ts'
import { itemStatus, moment, won } from './korean-words.ts'
import { koreanPictures } from './picture-errors.ko.ts'
import { koreanReturns } from './return-errors.ko.ts'
import { koreanRestock } from './restock-errors.ko.ts'
import { koreanReviews } from './review-errors.ko.ts'

/** The texts of every error of commerce-api in Korean: what has happened, and what to do. */
export const korean: CommerceErrorTexts = {
  VALIDATION_FAILED: { title: '입력한 내용을 확인해 주세요' },
  INVALID_JSON: { title: '본문이 올바른 JSON이 아닙니다' },
  CURSOR_INVALID: { title: '이 목록에서 받은 커서가 아닙니다. 처음부터 다시 불러와 주세요' },
  CATEGORY_NOT_LEAF: { title: '상품은 하위 카테고리에만 등록할 수 있습니다' },
  LINK_INVALID: { title: '링크가 올바르지 않거나 만료되었거나 이미 사용되었습니다. 새 링크를 받아 주세요' },
  UNAUTHENTICATED: {
    title: '로그인이 필요합니다',
    details: { notBearer: 'Authorization 헤더가 "Bearer <token>" 형식이 아닙니다' },
  },
  TOKEN_EXPIRED: { title: '로그인이 만료되었습니다. 다시 로그인해 주세요' },
  WRONG_CREDENTIALS: { title: '이메일 또는 비밀번호가 맞지 않습니다' },
  ACCOUNT_SUSPENDED: { title: '이용이 정지된 계정입니다. 고객센터로 문의해 주세요' },
  REFRESH_INVALID: { title: '로그인이 만료되었습니다. 다시 로그인해 주세요' },
  TOKEN_REUSED: { title: '이미 사용된 로그인 정보라서 로그아웃되었습니다. 다시 로그인해 주세요' },
  FOLLOW_TOKEN_INVALID: { title: '주문 조회 권한이 올바르지 않거나 만료되었습니다' },
  PAYMENT_DECLINED: {
    title: '결제가 승인되지 않았습니다',
    details: { gateway: ({ code }) => `결제사 응답: ${code}` },
  },
  FORBIDDEN: { title: '이 작업을 할 권한이 없습니다' },
  PASS_NEEDED: { title: '대기실에서 대기표를 받아 주세요' },
  EMAIL_NOT_VERIFIED: { title: '먼저 이메일 주소를 확인해 주세요' },
  WRONG_PASSWORD: { title: '비밀번호가 맞지 않습니다' },
  ROUTE_NOT_FOUND: { title: '없는 주소입니다' },
  MEMBER_NOT_FOUND: { title: '없는 회원입니다' },
  SESSION_NOT_FOUND: { title: '없거나 이미 끝난 로그인입니다' },
  BUSINESS_NOT_FOUND: { title: '판매자가 아직 사업자 정보를 등록하지 않았습니다' },
  PRODUCT_NOT_FOUND: { title: '없는 상품입니다' },
  COLOR_NOT_FOUND: { title: '이 상품에 없는 색상입니다' },
  SKU_NOT_FOUND: { title: '없는 사이즈입니다' },
  BRAND_NOT_FOUND: { title: '없는 브랜드입니다' },
  CATEGORY_NOT_FOUND: { title: '없는 카테고리입니다' },
  NOTIFICATION_NOT_FOUND: { title: '없는 알림입니다' },
  ADDRESS_NOT_FOUND: { title: '없는 배송지입니다' },
  ORDER_NOT_FOUND: { title: '없는 주문입니다' },
  ITEM_NOT_FOUND: {
    title: '이 주문에 없는 상품입니다',
    details: { pairs: ({ itemId, pairs }) => `주문 상품 ${itemId}의 수량은 ${pairs}켤레입니다` },
  },
  RETURN_NOT_FOUND: { title: '없는 반품·교환입니다' },
  DIFFERENCE_NOT_FOUND: { title: '없는 결제 차이입니다' },
  IMPORT_NOT_FOUND: { title: '없거나 더는 되돌릴 수 없는 가져오기입니다' },
  SHIPMENT_NOT_FOUND: { title: '없는 배송입니다' },
  COUPON_NOT_FOUND: { title: '없는 쿠폰입니다' },
  CAMPAIGN_NOT_FOUND: { title: '없는 쿠폰 캠페인입니다' },
  WAITING_ROOM_NOT_FOUND: { title: '없는 대기실입니다' },
  REQUEST_TIMEOUT: { title: '요청이 제시간에 도착하지 않았습니다. 다시 시도해 주세요' },
  CART_FULL: {
    title: '장바구니가 가득 찼습니다',
    details: { atMost: ({ lines }) => `장바구니에는 ${lines}가지까지 담을 수 있습니다` },
  },
  QUANTITY_ABOVE_LIMIT: {
    title: '한 번에 담을 수 있는 수량을 넘었습니다',
    details: { atMost: ({ pairs }) => `한 사이즈에 ${pairs}켤레까지 담을 수 있습니다` },
  },
  NOT_ENOUGH_STOCK: {
    title: '재고가 부족합니다',
    details: { available: ({ available }) => `남은 수량은 ${available}켤레입니다` },
  },
  EMAIL_TAKEN: { title: '이미 가입된 이메일입니다' },
  BRAND_NAME_TAKEN: { title: '같은 이름의 브랜드가 있습니다' },
  CATEGORY_NAME_TAKEN: { title: '같은 상위 카테고리에 같은 이름이 있습니다' },
  CATEGORY_DEPTH: { title: '카테고리는 상위와 하위 두 단계까지만 만들 수 있습니다' },
  CATEGORY_IN_USE: { title: '하위 카테고리나 상품, 쿠폰 캠페인이 있는 카테고리입니다' },
  TOO_MANY_CATEGORIES: {
    title: '카테고리를 더 만들 수 없습니다',
    details: { atMost: ({ categories }) => `${categories}개까지 만들 수 있습니다` },
  },
  OWN_ROLE: { title: '관리자는 자신의 역할을 바꿀 수 없습니다' },
  OWN_ACCOUNT: { title: '관리자는 자신의 계정을 정지할 수 없습니다' },
  PRODUCTS_ON_SALE: { title: '판매 중인 상품이 있습니다. 먼저 상품을 내려 주세요' },
  SALES_UNFINISHED: {
    title: '끝나지 않은 주문이나 반품이 있습니다',
    details: {
      counts: ({ orders, returns }) => `끝나지 않은 주문이 ${orders}건, 반품이 ${returns}건 있습니다`,
    },
  },
  PURCHASES_UNFINISHED: {
    title: '끝나지 않은 주문이 있습니다. 그래도 탈퇴하려면 확인해 주세요',
    details: {
      numbers: ({ numbers, more }) =>
        `끝나지 않은 주문: ${numbers.join(', ')}${more > 0 ? ` 외 ${more}건` : ''}`,
    },
  },
  PRODUCT_CHANGED: { title: '그사이 상품이 바뀌었습니다. 다시 확인해 주세요' },
  PRODUCT_REMOVED: { title: '삭제된 상품입니다' },
  COLOR_NAME_TAKEN: { title: '이 상품에 같은 이름의 색상이 있습니다' },
  TOO_MANY_COLORS: { title: '색상을 더 추가할 수 없습니다' },
  SIZE_TAKEN: { title: '이 색상에 이미 있는 사이즈입니다' },
  SELLER_IDENTITY_NEEDED: { title: '판매를 시작하려면 먼저 사업자 정보를 등록해 주세요' },
  DISCLOSURE_NEEDED: { title: '판매를 시작하려면 먼저 상품정보제공고시를 입력해 주세요' },
  STOCK_CHANGED: {
    title: '그사이 재고가 바뀌었습니다. 다시 확인해 주세요',
    details: { stock: ({ stock }) => `지금 재고는 ${stock}켤레입니다` },
  },
  SALE_NOT_LOWER: { title: '할인가는 정가보다 낮아야 합니다' },
  STOCK_COMMITTED: { title: '이미 주문된 수량보다 재고를 적게 둘 수 없습니다' },
  IMPORT_RUNNING: { title: '다른 가져오기가 진행 중입니다. 끝난 뒤에 다시 시도해 주세요' },
  IDEMPOTENCY_KEY_IN_USE: { title: '같은 요청을 처리하고 있습니다. 잠시 기다려 주세요' },
  TOO_MANY_LIKES: {
    title: '상품을 더 찜할 수 없습니다',
    details: { atMost: ({ likes }) => `${likes.toLocaleString('ko-KR')}개까지 찜할 수 있습니다` },
  },
  TOO_MANY_ADDRESSES: {
    title: '배송지를 더 추가할 수 없습니다',
    details: { atMost: ({ addresses }) => `${addresses}곳까지 저장할 수 있습니다` },
  },
  CART_EMPTY: { title: '장바구니가 비어 있습니다' },
  NOT_ON_SALE: {
    title: '판매하지 않는 상품이 있습니다',
    details: { sku: ({ skuId }) => `사이즈 ${skuId}은(는) 판매하지 않습니다` },
  },
  OUT_OF_STOCK: {
    title: '재고가 부족한 상품이 있습니다',
    details: { available: ({ skuId, available }) => `사이즈 ${skuId}의 남은 수량은 ${available}켤레입니다` },
  },
  PURCHASE_LIMIT: {
    title: '한 사람이 살 수 있는 수량을 넘은 상품이 있습니다',
    details: {
      left: ({ productId, pairs }) =>
        pairs > 0
          ? `상품 ${productId}은(는) ${pairs}켤레만 더 살 수 있습니다`
          : `상품 ${productId}은(는) 더 살 수 없습니다`,
    },
  },
  PRICE_CHANGED: {
    title: '주문 금액이 바뀌었습니다. 확인하고 다시 주문해 주세요',
    details: { total: ({ total }) => `지금 금액은 ${won(total)}입니다` },
  },
  AMOUNT_TOO_SMALL: {
    title: '결제할 수 있는 최소 금액보다 적습니다',
    details: { atLeast: ({ amount }) => `최소 결제 금액은 ${won(amount)}입니다` },
  },
  COUPON_NOT_USABLE: {
    title: '이 주문에 쓸 수 없는 쿠폰입니다',
    details: {
      notFound: '가지고 있지 않은 쿠폰입니다',
      expired: '기간이 지난 쿠폰입니다',
      reserved: '다른 주문에 쓰고 있는 쿠폰입니다',
      used: '이미 사용한 쿠폰입니다',
      outOfScope: '다른 상품에 쓰는 쿠폰입니다',
      minimumOrder: ({ amount }) => `${won(amount)} 이상 주문할 때 쓸 수 있는 쿠폰입니다`,
      amountTooSmall: ({ amount }) => `쿠폰을 쓰면 결제 금액이 최소 ${won(amount)}보다 적어집니다`,
    },
  },
  ORDER_TOO_LARGE: {
    title: '한 번에 주문할 수 있는 양을 넘었습니다',
    details: { atMost: ({ lines, pairs }) => `한 주문에 ${lines}가지, 각각 ${pairs}켤레까지입니다` },
  },
  TOO_MANY_OPEN_ORDERS: { title: '결제하지 않은 주문이 너무 많습니다. 결제하거나 취소해 주세요' },
  ORDER_CHANGED: { title: '그사이 주문이 바뀌었습니다. 다시 확인해 주세요' },
  ORDER_ENDED: {
    title: '만료되었거나 취소된 주문입니다',
    details: { refunded: '결제가 너무 늦게 도착하여 환불됩니다' },
  },
  ALREADY_PAID: { title: '이미 다른 결제로 결제된 주문입니다' },
  AMOUNT_MISMATCH: {
    title: '결제 금액이 주문 금액과 다릅니다',
    details: { total: ({ total }) => `주문 금액은 ${won(total)}입니다` },
  },
  PAYMENT_KEY_USED: { title: '다른 주문의 결제입니다' },
  PAYMENT_IN_PROGRESS: {
    title: '결제가 진행되고 있는 주문입니다',
    details: {
      order: ({ number }) =>
        `주문 ${number}이(가) 이 상품을 잡고 결제하고 있습니다. 끝나기를 기다리거나 취소해 주세요`,
    },
  },
  NOT_CANCELLABLE: {
    title: '결제하지 않은 주문과 발송하지 않은 상품만 취소할 수 있습니다',
    details: {
      status: ({ itemId, status }) =>
        `주문 상품 ${itemId}은(는) ${itemStatus(status)} 상태라서 취소할 수 없습니다`,
    },
  },
  NOT_REFUNDABLE: {
    title: '발송했거나 배송 완료, 구매 확정한 상품만 환불할 수 있습니다',
    details: {
      status: ({ itemId, status }) =>
        `주문 상품 ${itemId}은(는) ${itemStatus(status)} 상태라서 환불할 수 없습니다`,
    },
  },
  NO_ACCOUNT_NEEDED: { title: '환불 계좌를 기다리는 환불이 없습니다' },
  REFUND_ACCOUNT_NEEDED: { title: '가상계좌로 낸 돈을 돌려받을 환불 계좌가 필요합니다' },
  NOT_SHIPPABLE: {
    title: '발송할 상품이 없는 주문입니다',
    details: { refunded: '결제 금액이 모두 환불된 주문입니다' },
  },
  NOT_IN_DELIVERY: { title: '배송 중인 상품이 아닙니다' },
  DELIVERY_TIME_IMPLAUSIBLE: {
    title: '그때 도착했을 수 없습니다',
    details: {
      from: ({ from }) => `도착 시각은 ${moment(from)} 이후여야 합니다`,
      future: '도착 시각이 아직 오지 않은 때입니다',
    },
  },
  ...koreanReturns,
  ...koreanReviews,
  ...koreanRestock,
  ...koreanCuration,
  COUPON_ALREADY_ISSUED: { title: '이미 받은 쿠폰입니다' },
  COUPON_NOT_STARTED: { title: '아직 시작하지 않은 쿠폰입니다' },
  COUPON_OVER: { title: '발급이 끝난 쿠폰입니다' },
  COUPON_SOLD_OUT: { title: '쿠폰이 모두 소진되었습니다' },
  PASS_EARLY: { title: '아직 입장할 차례가 아닙니다. 잠시 기다려 주세요' },
  WAITING_ROOM_CLOSED: { title: '대기실이 닫혔습니다' },
  WAITING_ROOMS_FULL: {
    title: '대기실을 더 열 수 없습니다',
    details: { atMost: ({ rooms }) => `동시에 ${rooms}개까지 열 수 있습니다` },
  },
  PAYLOAD_TOO_LARGE: { title: '보낸 내용이 너무 큽니다' },
  UNSUPPORTED_MEDIA_TYPE: { title: '지원하지 않는 형식입니다. application/json으로 보내 주세요' },
  ...koreanPictures,
  IDEMPOTENCY_KEY_REUSED: { title: '다른 요청에 쓴 Idempotency-Key입니다. 페이지를 새로 열어 주세요' },
  RATE_LIMITED: {
    title: '요청이 너무 많습니다. 잠시 뒤에 다시 시도해 주세요',
    details: { idempotencyKeys: '보관 중인 Idempotency-Key가 너무 많습니다' },
  },
  HEADERS_TOO_LARGE: { title: '요청의 헤더가 너무 큽니다' },
  INTERNAL: { title: '서버에 문제가 생겼습니다. 다시 시도해 주세요' },
  MAIL_NOT_CONFIGURED: { title: '이 서버에서는 메일을 보낼 수 없습니다' },
  PAYMENT_UNKNOWN: { title: '결제 결과를 아직 확인하지 못했습니다. 잠시 뒤에 다시 확인해 주세요' },
  OVERLOADED: { title: '이용자가 많습니다. 잠시 뒤에 다시 시도해 주세요' },
  WAITING_ROOM_FULL: { title: '대기실이 가득 찼습니다. 잠시 뒤에 다시 시도해 주세요' },
  UNAVAILABLE: {
    title: '지금은 이용할 수 없습니다. 잠시 뒤에 다시 시도해 주세요',
    details: {
      stopping: '서버를 다시 시작하고 있습니다',
      tooManyStreams: '열려 있는 알림 연결이 너무 많습니다',
    },
  },
}
