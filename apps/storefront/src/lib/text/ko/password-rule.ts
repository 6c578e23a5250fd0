/** What a new password may be, wherever one is chosen. */
export const passwordRule = '10자 이상 128자 이하로 정해 주세요. 글자 종류는 자유입니다.'
