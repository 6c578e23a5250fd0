import type { Kind } from './shoe-kinds.ts'
import type { Random } from '../deterministic/random.ts'

const SERIES = [
  ['한강', '오름', '골목', '첫눈', '봄비', '여름밤', '새벽', '노을', '파도', '능선', '들꽃', '억새', '자작'],
  ['은하', '모래톱', '산책', '소풍', '나루', '윤슬', '해돋이', '갈대', '호숫가', '솔숲', '바람개비', '등대'],
].flat()
const LINES = ['라이트', '데일리', '클래식', '소프트', '프로', '플러스', '로우', '미드', '에어', '베이직']

const OPENINGS = [
  '매일 신어도 질리지 않는 한 켤레를 목표로 만들었습니다.',
  '오래 걷는 사람의 이야기를 듣고 다시 설계했습니다.',
  '지난 시즌에 가장 많은 사랑을 받은 모델을 새로 다듬었습니다.',
  '작은 공방에서 한 켤레씩 정성껏 마무리합니다.',
]
const FITS = [
  '평소 신으시는 치수를 그대로 고르시면 됩니다.',
  '발볼이 넓으시다면 한 치수 크게 주문하시길 권합니다.',
  '약간 여유 있게 나온 편이라 정치수를 권해 드립니다.',
]
const CARES = [
  '오염은 마른 천으로 닦고 그늘에서 말려 주세요.',
  '여벌 신발끈과 보관 주머니를 함께 드립니다.',
  '밑창이 닳으면 한 번 무상으로 갈아 드립니다.',
  '받으신 날부터 7일 안에는 교환과 반품이 됩니다.',
]

/** Returns a function for unique model names; a repeated name gets a generation number. */
export function nameMaker(random: Random): (leafName: string) => string {
  const generations = new Map<string, number>()
  return (leafName) => {
    const model = `${random.pick(SERIES)} ${random.pick(LINES)} ${leafName}`
    const generation = (generations.get(model) ?? 0) + 1
    generations.set(model, generation)
    return generation === 1 ? model : `${model} ${generation}`
  }
}

export function describe(random: Random, kind: Kind): string {
  const about = random.shuffle(kind.sentences).slice(0, random.int(1, 2))
  return [random.pick(OPENINGS), ...about, random.pick(FITS), random.pick(CARES)].join(' ')
}
