/** Messages of single fields, and of handshakes and frames, in Korean. */
export const koreanFields = {
  'before and after are mutually exclusive': 'before와 after는 함께 쓸 수 없습니다',
  'has none of {names}': '다음 중 하나여야 합니다: {names}',
  'is missing': '필수 항목입니다',
  'is none of {versions}': '다음 중 하나여야 합니다: {versions}',
  'must be 16 bytes in base64': 'base64로 쓴 16바이트여야 합니다',
  'must be a list of different names': '서로 다른 이름의 목록이어야 합니다',
  'must be a number of milliseconds': '밀리초여야 합니다',
  'must be a UUID in lower case': '소문자로 쓴 UUID여야 합니다',
  'must be at most {max}': '{max} 이하여야 합니다',
  'must be one word without /': '띄어쓰기와 / 없이 한 단어여야 합니다',
  'must be positive': '0보다 커야 합니다',
  'must not be the nil or the max UUID': '모두 0이거나 모두 f인 UUID는 쓸 수 없습니다',
  'must not repeat a tag': '같은 관심사를 두 번 고를 수 없습니다',
} as const
