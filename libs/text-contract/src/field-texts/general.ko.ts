/** Messages that every schema and both servers have, and the words in them, in Korean. */
export const generalKorean = {
  'is required': '필수 항목입니다',
  'is not a known field': '없는 항목입니다',
  'is not a well-formed HTTP request': '올바른 HTTP 요청이 아닙니다',
  'is not a well-formed URL path': '올바른 주소 경로가 아닙니다',
  'must be a number': '숫자여야 합니다',
  'must be the id of a picture': '올린 사진이 아닙니다',
  'must change something': '바꿀 내용이 없습니다',
  'must be a whole number': '정수여야 합니다',
  'must not be blank': '내용을 입력해 주세요',
  'must not contain NUL or a lone surrogate': '저장할 수 없는 문자가 들어 있습니다',
  'must not contain the {character} {code}; remove it':
    '쓸 수 없는 문자({character} {code})가 들어 있습니다. 지워 주세요',
  'control character': '제어 문자',
  'direction control': '글자 방향 문자',
  'invisible character': '보이지 않는 문자',
  'line break': '줄바꿈',
} as const
export type GeneralFieldText = keyof typeof generalKorean
