import { minutesBefore } from '../deterministic/calendar.ts'
import type { SeedShop } from '../shop/fill-commerce.ts'
import { demoAccounts } from '../shop/members.ts'
import type { SeedProduct } from '../shop/products.ts'
import { buildRoom, type ProductCard, type RoomScript, type SeedRoom } from './room-log.ts'
import { randomOf } from '../deterministic/random.ts'

const DAY = 24 * 60

/** Two inquiries between the demo accounts and three groups, of which the demo buyer is in two. */
export function seedRooms(seed: number, shop: SeedShop): SeedRoom[] {
  const random = randomOf(seed, 'rooms')
  const cards = new Map(shop.products.map((product) => [product.id, cardOf(product)]))
  const dress = shop.products.find(isDemoDressShoe) ?? shop.products[2]!
  return [...inquiries(cards), ...groups(cardOf(dress))].map((script) => buildRoom(random, script))
}

function isDemoDressShoe({ sellerId, leaf, status }: SeedProduct): boolean {
  const isDress = ['드레스슈즈', '옥스퍼드', '로퍼'].includes(leaf.name)
  return sellerId === demoAccounts.seller.id && status === 'PUBLISHED' && isDress
}

function cardOf({ id, name, price, images }: SeedProduct): ProductCard {
  return { productId: id, name, price, imageUrl: images[0] ?? null }
}

/** On products 1 and 2. In the first the seller has replied, in the second the buyer is waiting. */
function inquiries(cards: ReadonlyMap<number, ProductCard>): RoomScript[] {
  const buyer = demoAccounts.buyer.id
  const seller = demoAccounts.seller.id
  const about = (productId: number) => {
    const product = cards.get(productId)!
    return {
      title: product.name,
      ownerId: seller,
      maxMembers: 2,
      tags: [],
      inquiry: { buyerId: buyer, product },
    }
  }
  return [
    {
      id: 1,
      ...about(1),
      openedAt: minutesBefore(9 * DAY),
      steps: [
        { by: buyer, text: '안녕하세요, 발볼이 넓은 편인데 정치수로 사도 될까요?' },
        { by: buyer, text: '평소에는 255를 신습니다.' },
        { by: seller, text: '안녕하세요! 발볼이 넓으시면 260을 권해 드려요.' },
        { by: buyer, text: '교환할 때 배송비는 어떻게 되나요?' },
        { by: seller, text: '첫 교환은 저희가 부담합니다.', replyTo: 4 },
        { by: buyer, text: '감사합니다, 260으로 주문할게요.' },
        { by: seller, text: '주문 확인했습니다. 내일 오전에 보내 드릴게요.' },
        { by: seller, text: '도착하면 신어 보시고 편하게 말씀 주세요.' },
      ],
    },
    {
      id: 2,
      ...about(2),
      openedAt: minutesBefore(2 * DAY),
      steps: [
        { by: buyer, text: '이 모델은 언제 다시 들어오나요?' },
        { by: seller, text: '다음 주 수요일에 입고될 예정입니다.' },
        { by: buyer, text: '입고되면 알려 주실 수 있을까요?' },
        { by: buyer, text: '색상은 어두운 쪽이면 좋겠습니다.' },
      ],
    },
  ]
}

const join = (by: number) => ({ by, action: 'join' as const })

/** Tags are leaf categories: running shoes, loafers and dress shoes, children's shoes. */
function groups(dressShoe: ProductCard): RoomScript[] {
  const buyer = demoAccounts.buyer.id
  const seller = demoAccounts.seller.id
  return [
    {
      id: 3,
      title: '한강에서 달리는 사람들',
      ownerId: 15,
      maxMembers: 100,
      tags: [8, 22, 49],
      openedAt: minutesBefore(30 * DAY),
      steps: [
        { by: 15, text: '러닝화 이야기도 하고 같이 달리기도 해요!' },
        join(16),
        { by: 16, text: '반갑습니다. 이번 주 토요일 아침에 뛰시는 분 계세요?' },
        join(17),
        join(buyer),
        { by: buyer, text: '저요! 여의나루역에서 모이나요?' },
        { by: 15, text: '네, 여섯 시 반에 2번 출구에서 만나요.', replyTo: 6 },
        { by: 17, text: '5km만 천천히 뛰어도 괜찮을까요?' },
        { by: 15, text: '그럼요, 속도별로 나누어 달립니다.' },
        join(seller),
        { by: seller, text: '토요일에 시착용 러닝화를 몇 켤레 가져갈게요.' },
        { by: buyer, text: '좋아요! 255 있으면 신어 보고 싶어요.' },
        { by: 16, text: '비가 오면 일요일로 미룰까요?' },
        { by: 15, text: '금요일 저녁에 다시 알려 드릴게요.' },
        { by: 17, text: '네, 기다리겠습니다.' },
      ],
    },
    {
      id: 4,
      title: '첫 구두 고르는 방',
      ownerId: seller,
      maxMembers: 30,
      tags: [9, 14, 18, 32],
      openedAt: minutesBefore(14 * DAY),
      steps: [
        { by: seller, text: '면접이나 결혼식에 신을 구두, 함께 골라 드립니다.' },
        join(18),
        { by: 18, text: '다음 달 면접인데 무난한 걸 추천받고 싶어요.' },
        { by: seller, product: dressShoe },
        { by: 18, text: '깔끔하네요. 굽이 높지는 않나요?' },
        { by: seller, text: '2.5cm라 오래 서 있어도 편합니다.', replyTo: 5 },
        join(buyer),
        { by: buyer, text: '저도 이거 신는데 발이 편했어요.' },
        join(19),
        { by: 19, text: '관리는 어떻게 하면 좋을까요?' },
        { by: seller, text: '신은 다음 날은 쉬게 하고, 슈트리를 넣어 두세요.' },
        { by: 18, text: '덕분에 주문했습니다!' },
        { by: buyer, action: 'read' },
      ],
    },
    {
      id: 5,
      title: '아이 신발 물려주기',
      ownerId: 20,
      maxMembers: 5,
      tags: [37, 38, 40],
      openedAt: minutesBefore(5 * DAY),
      steps: [
        { by: 20, text: '금방 작아지는 아이 신발, 서로 물려줘요.' },
        join(21),
        { by: 21, text: '180 운동화 필요하신 분 계신가요? 세 번 신었어요.' },
        join(22),
        { by: 22, text: '저희 아이가 딱 180이에요!' },
        { by: 21, text: '그럼 내일 택배로 보내 드릴게요.' },
        { by: 22, text: '정말 고맙습니다.' },
        { by: 20, text: '이런 방이 되길 바랐어요.' },
      ],
    },
  ]
}
