import type { Random } from '../deterministic/random.ts'

const SYLLABLES = Array.from(
  '가나다라마바사아자카타파하고노도로모보소오조코토포호구누두루무부수우주쿠투푸후기니디리미비시이지키티피히게네데레메베세에제케테페헤' +
    '갈날달말발살알잘칼탈팔곤논돈론몬본손온존콘톤폰강낭당랑망방상앙벨셀엘젤켈텔펠헬빈신진킨틴핀한란만반산안잔칸른스트크프브드그르즈',
)

const LINES =
  '어반 라이트 데일리 클래식 소프트 프로 플러스 로우 미드 하이 에어 베이직 트레일 코트 레트로 스웨이드 캔버스 니트'.split(
    ' ',
  )

/** The name of a model: an invented word, a line, perhaps a second word, and the kind of shoe. */
export function modelName(random: Random, kind: string): string {
  const words = [inventedWord(random), random.pick(LINES)]
  if (random.chance(0.6)) words.push(inventedWord(random))
  return [...words, kind].join(' ')
}

/** Two or three syllables. */
export function inventedWord(random: Random): string {
  return Array.from({ length: random.int(2, 3) }, () => random.pick(SYLLABLES)).join('')
}
