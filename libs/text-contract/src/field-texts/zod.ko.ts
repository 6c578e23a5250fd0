import type * as z from 'zod'

/** Those with a message of zod's own. */
type Issue = Exclude<z.core.$ZodIssue, { code: 'custom' }>
type Sized = Extract<Issue, { code: 'too_small' | 'too_big' }>

const formats: Readonly<Record<string, string>> = {
  email: '올바른 이메일 주소가 아닙니다',
  url: '올바른 주소(URL)가 아닙니다',
  uuid: '올바른 UUID가 아닙니다',
  date: '2026-11-23과 같은 날짜여야 합니다',
  datetime: '올바른 날짜와 시각이 아닙니다',
}
const types: Readonly<Record<string, string>> = {
  string: '글자여야 합니다',
  number: '숫자여야 합니다',
  int: '정수여야 합니다',
  boolean: 'true 또는 false여야 합니다',
  array: '목록이어야 합니다',
  object: '객체여야 합니다',
}
const NOT_VALID = '올바른 값이 아닙니다'

/** What zod itself says of a value, in Korean. */
export function zodKorean(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return types[issue.expected] ?? NOT_VALID
    case 'invalid_value':
      return `다음 중 하나여야 합니다: ${issue.values.map(String).join(', ')}`
    case 'too_small':
      return `${atLeast(issue)} 합니다`
    case 'too_big':
      return `${atMost(issue)} 합니다`
    case 'invalid_format':
      return formats[issue.format] ?? '형식이 올바르지 않습니다'
    case 'not_multiple_of':
      return `${issue.divisor}의 배수여야 합니다`
    case 'unrecognized_keys':
      return `없는 항목입니다: ${issue.keys.join(', ')}`
    case 'invalid_key':
    case 'invalid_element':
    case 'invalid_union':
      return NOT_VALID
  }
}

function atLeast({ minimum, ...issue }: Extract<Sized, { code: 'too_small' }>): string {
  const unit = unitOf(issue.origin)
  if (issue.exact) return `${minimum}${unit}여야`
  return issue.inclusive === false
    ? `${minimum}${unit}보다 ${unit ? '많아야' : '커야'}`
    : `${minimum}${unit} 이상이어야`
}

function atMost({ maximum, ...issue }: Extract<Sized, { code: 'too_big' }>): string {
  const unit = unitOf(issue.origin)
  if (issue.exact) return `${maximum}${unit}여야`
  return issue.inclusive === false
    ? `${maximum}${unit}보다 ${unit ? '적어야' : '작아야'}`
    : `${maximum}${unit} 이하여야`
}

/** Of characters and items; numbers have none. */
function unitOf(origin: string): string {
  if (origin === 'string') return '자'
  return origin === 'array' || origin === 'set' ? '개' : ''
}
