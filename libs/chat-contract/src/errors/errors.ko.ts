import type { ChatErrorTexts } from './error-texts.ts'

/** The texts of every error of chat-server in Korean: what has happened, and what to do. */
export const korean: ChatErrorTexts = {
  VALIDATION_FAILED: {
    title: '입력한 내용을 확인해 주세요',
    details: {
      paths: ({ paths }) => `올바르지 않은 항목: ${paths.join(', ')}`,
      requestFrame: '요청은 {"id": number, "op": string, …} 형식입니다',
      alreadyConnected: '이미 로그인한 연결입니다. 새 토큰은 "refresh"로 보내 주세요',
      routeMissing: '메타데이터에 경로가 없습니다',
      streamData: '스트림 요청의 데이터는 객체이거나 없어야 합니다',
      requestN: 'requestN은 양수여야 합니다',
      bodyNotObject: '본문은 JSON 객체여야 합니다',
      bodyNotUtf8: '본문은 UTF-8이어야 합니다',
      subprotocol: ({ supported }) => `지원하는 하위 프로토콜: ${supported.join(', ')}`,
    },
  },
  INVALID_JSON: {
    title: '본문이 올바른 JSON이 아닙니다',
    details: {
      dataNotUtf8: '데이터는 UTF-8이어야 합니다',
      dataNotJson: '데이터는 올바른 JSON이어야 합니다',
      textWithoutType:
        'content-type이 없는 본문은 JSON으로 읽습니다. 글은 content-type: text/plain으로 보내 주세요',
    },
  },
  UNKNOWN_OP: {
    title: '없는 작업입니다',
    details: {
      operation: ({ operation }) => `없는 작업: ${JSON.stringify(operation)}`,
      route: ({ route }) => `없는 경로: ${JSON.stringify(route)}`,
      stream: ({ route }) => `없는 스트림: ${JSON.stringify(route)}`,
      useRequestStream: ({ route }) =>
        `${JSON.stringify(route)}은(는) 스트림입니다. request-stream을 써 주세요`,
      useRequestResponse: '응답이 있는 경로입니다. request-response를 써 주세요',
    },
  },
  CURSOR_INVALID: { title: '이 목록에서 받은 커서가 아닙니다. 처음부터 다시 불러와 주세요' },
  UNAUTHENTICATED: {
    title: '로그인이 필요합니다',
    details: {
      notBearer: 'Authorization 헤더가 "Bearer <token>" 형식이 아닙니다',
      setupWithoutToken: 'SETUP에 토큰이 없습니다',
      notConnected: '먼저 액세스 토큰으로 연결해 주세요',
      notConnectFrame: '첫 프레임은 CONNECT여야 합니다',
      otherMember: '새 토큰이 다른 회원의 것입니다',
    },
  },
  TOKEN_EXPIRED: { title: '로그인이 만료되었습니다. 다시 로그인해 주세요' },
  FORBIDDEN: {
    title: '이 작업을 할 권한이 없습니다',
    details: {
      notActive: '탈퇴했거나 이용이 정지된 회원입니다',
      noChannels: 'request-channel은 지원하지 않습니다',
    },
  },
  NOT_A_MEMBER: { title: '대화에 참여한 회원만 할 수 있습니다' },
  NOT_THE_OWNER: { title: '방장만 할 수 있습니다' },
  REMOVED_FROM_GROUP: { title: '방장이 내보낸 모임입니다. 다시 들어가려면 방장의 허락이 필요합니다' },
  OWN_PRODUCT: { title: '자신의 상품에는 문의할 수 없습니다' },
  ROUTE_NOT_FOUND: {
    title: '없는 주소입니다',
    details: { destination: ({ destination }) => `없는 목적지: ${JSON.stringify(destination)}` },
  },
  ROOM_NOT_FOUND: { title: '없는 대화입니다' },
  PRODUCT_NOT_FOUND: { title: '없거나 판매하지 않는 상품입니다' },
  ORDER_NOT_FOUND: { title: '이 문의의 판매자에게 주문한 내역이 아닙니다' },
  MEMBER_NOT_FOUND: { title: '대화에 없는 회원입니다' },
  TAG_NOT_FOUND: {
    title: '없는 관심사입니다',
    details: { tags: ({ tags }) => `없는 관심사: ${tags.join(', ')}` },
  },
  CANNED_REPLY_NOT_FOUND: { title: '이 단축어의 자주 쓰는 답변이 없습니다' },
  REPLY_NOT_FOUND: { title: '답장할 메시지가 없습니다' },
  REQUEST_TIMEOUT: { title: '요청이 제시간에 도착하지 않았습니다. 다시 시도해 주세요' },
  ROOM_CLOSED: { title: '종료된 대화입니다' },
  ROOM_FULL: { title: '정원이 찬 모임입니다' },
  TITLE_TAKEN: { title: '같은 이름의 모임이 있습니다' },
  INQUIRY_OPEN_ELSEWHERE: { title: '이 상품에 더 새로운 문의가 열려 있습니다' },
  MAX_BELOW_COUNT: {
    title: '지금 인원보다 적은 정원으로 바꿀 수 없습니다',
    details: { members: ({ members }) => `지금 ${members}명이 있습니다` },
  },
  OWNER_MUST_STAY: { title: '방장은 내보낼 수 없습니다' },
  TOO_MANY_ROOMS: {
    title: '더 많은 대화에 참여할 수 없습니다',
    details: { atMost: ({ rooms }) => `${rooms}개까지 참여할 수 있습니다` },
  },
  TOO_MANY_CANNED_REPLIES: {
    title: '자주 쓰는 답변을 더 만들 수 없습니다',
    details: { atMost: ({ replies }) => `${replies}개까지 만들 수 있습니다` },
  },
  CLIENT_MESSAGE_ID_REUSED: { title: '다른 메시지에 쓴 clientMessageId입니다' },
  POSITION_LOST: { title: '이어 받을 위치를 알 수 없습니다. 대화 목록부터 다시 불러와 주세요' },
  NOT_SUBSCRIBED: {
    title: '이 연결은 대화를 구독하지 않았습니다',
    details: { subscribeFirst: ({ destination }) => `먼저 ${destination}을(를) 구독해 주세요` },
  },
  ALREADY_SUBSCRIBED: { title: '이미 구독한 대화입니다' },
  TOO_MANY_SUBSCRIPTIONS: { title: '이 연결에서 더 구독할 수 없습니다' },
  PAYLOAD_TOO_LARGE: {
    title: '보낸 내용이 너무 큽니다',
    details: { atMost: ({ bytes }) => `${bytes}바이트까지 보낼 수 있습니다` },
  },
  UNSUPPORTED_MEDIA_TYPE: {
    title: '지원하지 않는 형식입니다. application/json으로 보내 주세요',
    details: {
      data: ({ expected }) => `데이터의 MIME 형식은 ${expected}이어야 합니다`,
      metadata: ({ expected }) => `메타데이터의 MIME 형식은 ${expected}이어야 합니다`,
      contentType: 'content-type은 application/json이거나, 글일 때 text/plain이어야 합니다',
    },
  },
  UPGRADE_REQUIRED: { title: 'WebSocket 연결만 받는 주소입니다' },
  RATE_LIMITED: {
    title: '요청이 너무 많습니다. 잠시 뒤에 다시 시도해 주세요',
    details: {
      atMost: ({ perSecond }) => `1초에 ${perSecond}번까지입니다`,
      perHour: ({ perHour }) => `1시간에 ${perHour}번까지입니다`,
      inFlight: ({ requests }) => `동시에 ${requests}개까지입니다`,
    },
  },
  PICTURE_LINK_INVALID: { title: '사진 링크가 올바르지 않거나 만료되었습니다. 새로 받아 주세요' },
  PICTURE_NOT_FOUND: { title: '이 대화에 없거나 제때 보내지 않은 사진입니다' },
  TOO_MANY_UPLOADS: { title: '다른 사진을 올리고 있습니다. 잠시 뒤에 다시 시도해 주세요' },
  PICTURE_TYPE_UNSUPPORTED: { title: 'JPEG, PNG, WebP 사진만 보낼 수 있습니다' },
  PICTURE_UNREADABLE: { title: '파일이 손상되어 사진으로 읽을 수 없습니다' },
  PICTURE_TOO_LARGE: { title: '사진이 너무 큽니다' },
  PICTURES_UNAVAILABLE: { title: '지금은 사진을 읽거나 저장할 수 없습니다. 다시 시도해 주세요' },
  HEADERS_TOO_LARGE: { title: '요청의 헤더가 너무 큽니다' },
  INTERNAL: { title: '서버에 문제가 생겼습니다. 다시 시도해 주세요' },
  OVERLOADED: {
    title: '이용자가 많습니다. 잠시 뒤에 다시 시도해 주세요',
    details: {
      appendQueueFull: '저장을 기다리는 메시지가 너무 많습니다',
      fragmentsFull: '끝나지 않은 요청이 너무 많습니다',
    },
  },
  UNAVAILABLE: {
    title: '지금은 이용할 수 없습니다. 잠시 뒤에 다시 시도해 주세요',
    details: {
      stopping: '서버를 다시 시작하고 있습니다',
      notStored: '메시지를 저장하지 못했습니다',
      storeTimeout: '메시지를 제때 저장하지 못했습니다. 다시 보내도 됩니다',
      memberUnknown: '가입한 지 얼마 되지 않아 아직 대화할 수 없습니다. 잠시 뒤에 다시 시도해 주세요',
      connectionClosed: '연결이 끊어졌습니다',
      keysUnavailable: '지금은 로그인을 확인할 수 없습니다',
    },
  },
}
