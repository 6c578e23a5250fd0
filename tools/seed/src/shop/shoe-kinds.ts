/** A kind of shoe: the leaf categories of the same name under all root categories. */
export interface Kind {
  /** Price relative to plain sneakers of the same brand. */
  priceFactor: number
  /** Sentences for the description. */
  sentences: readonly string[]
}

const leather = [
  '결이 고운 소가죽을 손으로 재단해 신을수록 발에 맞게 길이 듭니다.',
  '안감까지 천연 가죽을 써서 오래 신어도 답답하지 않습니다.',
]
const cold = [
  '발목까지 감싸는 폭신한 안감이 찬 바람을 막아 줍니다.',
  '미끄러운 길을 생각해 밑창의 홈을 깊게 팠습니다.',
]
const water = [
  '물이 스며들지 않는 소재로 이음매 없이 만들었습니다.',
  '젖어도 금방 마르고, 흐르는 물에 씻기만 하면 됩니다.',
]
const light = [
  '숨이 잘 통하는 니트 갑피로 한여름에도 쾌적합니다.',
  '한 짝에 240g, 종일 신어도 발이 가볍습니다.',
]

const kinds: Readonly<Record<string, Kind>> = {
  슬리퍼: {
    priceFactor: 0.5,
    sentences: ['집 앞을 나설 때 편하게 끌어 신기 좋습니다.', '발바닥 모양을 따라 파인 바닥이 편안합니다.'],
  },
  샌들: {
    priceFactor: 0.7,
    sentences: ['끈의 길이를 세 곳에서 조절할 수 있습니다.', '여름 여행에 한 켤레면 충분합니다.'],
  },
  스니커즈: { priceFactor: 1, sentences: [...light, '어떤 옷에도 어울리는 단정한 모양입니다.'] },
  러닝화: { priceFactor: 1.25, sentences: [...light, '뒤꿈치 쿠션이 달릴 때의 충격을 나누어 줍니다.'] },
  로퍼: { priceFactor: 1.15, sentences: [...leather, '끈이 없어 신고 벗기 편합니다.'] },
  부츠: { priceFactor: 1.5, sentences: [...leather, '발목을 잡아 주는 높이로 오래 걸어도 든든합니다.'] },
  워커: { priceFactor: 1.5, sentences: [...leather, '두꺼운 고무 밑창이 거친 길도 버텨 냅니다.'] },
  슬립온: { priceFactor: 0.8, sentences: [...light, '끈 없이 발만 넣으면 되어 아침이 빨라집니다.'] },
  첼시부츠: { priceFactor: 1.5, sentences: [...leather, '양옆의 고무 밴드가 발목을 부드럽게 잡아 줍니다.'] },
  옥스퍼드: { priceFactor: 1.35, sentences: [...leather, '정장에도 청바지에도 어울리는 앞코입니다.'] },
  방한화: { priceFactor: 1.2, sentences: cold },
  레인부츠: { priceFactor: 0.75, sentences: [...water, '장마철 출근길이 가벼워집니다.'] },
  아쿠아슈즈: { priceFactor: 0.55, sentences: [...water, '물속 자갈밭에서도 발바닥이 아프지 않습니다.'] },
  드레스슈즈: { priceFactor: 1.35, sentences: [...leather, '중요한 날을 위해 앞코를 은은하게 광냈습니다.'] },
  힐: {
    priceFactor: 1.1,
    sentences: ['굽 5cm, 앞볼을 넓게 잡아 오래 서 있어도 편합니다.', '밑창에 쿠션을 한 겹 더 넣었습니다.'],
  },
  플랫슈즈: {
    priceFactor: 0.8,
    sentences: ['가방에 접어 넣을 만큼 부드럽습니다.', '발등을 누르지 않는 얕은 앞코입니다.'],
  },
}

/** Categories of later migrations are treated like sneakers. */
export function kindOf(leafName: string): Kind {
  return kinds[leafName] ?? kinds['스니커즈']!
}
