import type { Widened } from './widened.ts'

/** Words of the back office about what the shop puts first. */
export const adminCuration = {
  banners: {
    title: '배너',
    lead: '홈 화면 위쪽에 앞의 네 개까지 보입니다. 첫 배너는 크게 보입니다.',
    states: '배너 상태',
    OPEN: '걸려 있거나 예정',
    ENDED: '끝난 배너',
    emptyOPEN: '걸려 있거나 예정된 배너가 없습니다.',
    emptyENDED: '끝난 배너가 없습니다.',
    planned: '예정',
    shown: '걸려 있음',
    create: '배너 만들기',
    means: '시각은 한국 시간입니다. 링크는 /products?category=1처럼 이 상점 안의 주소입니다.',
    createSubmit: '만들기',
    name: '제목 (60자까지)',
    text: '설명 (160자까지, 선택)',
    link: '링크',
    position: '순서 (작을수록 앞, 같으면 나중에 만든 것이 앞)',
    startsAt: '시작',
    endsAt: '끝',
    picture: '사진 (선택, JPEG·PNG·WebP, 1MB까지)',
    pictureHint: '가로로 긴 사진이 어울립니다. 첫 배너의 사진만 보입니다.',
    withoutPicture: '사진 빼기',
    hasPicture: '사진 있음',
    at: (position: number) => `순서 ${position}`,
    period: (from: string, until: string) => `${from} ~ ${until}`,
    change: (title: string) => `‘${title}’ 고치기`,
    save: '저장',
    end: (title: string) => `‘${title}’ 끝내기`,
    endMeans: '바로 홈 화면에서 내려가고, 다시 걸 수 없습니다.',
    endSubmit: '끝내기',
  },
}

export type AdminCurationText = Widened<typeof adminCuration>
