/**
 * Five-digit postcodes of places to which couriers charge more, first and last. Jeju has 63000 to 63644, of which Chuja
 * (63000, 63001) and Udo (63365) are islands of their own. The other ranges are islands without a bridge: those for which
 * Korean couriers publish a surcharge, as the shop platforms list them by the postcodes of August 2015. A courier may differ
 * in single villages; a range is added or removed here.
 */
export const jejuPostcodes: readonly (readonly [number, number])[] = [[63_002, 63_364], [63_366, 63_644]] // prettier-ignore

export const islandPostcodes: readonly (readonly [number, number])[] = [
  // Incheon: Jung-gu, Ganghwa, Ongjin.
  [22_386, 22_388],
  [23_004, 23_010],
  [23_100, 23_116],
  [23_124, 23_136],
  // Chungcheongnam-do: Dangjin, Taean, Boryeong.
  [31_708, 31_708],
  [32_133, 32_133],
  [33_411, 33_411],
  // Ulleungdo and Dokdo.
  [40_200, 40_240],
  // Busan: Gangseo-gu; Gyeongsangnam-do: Sacheon, Tongyeong.
  [46_768, 46_771],
  [52_570, 52_571],
  [53_031, 53_033],
  [53_089, 53_104],
  // Jeollabuk-do: Gunsan, Buan.
  [54_000, 54_000],
  [56_347, 56_349],
  // Jeollanam-do: Yeonggwang, Mokpo, Sinan, Jindo, Wando, Boseong, Goheung, Yeosu.
  [57_068, 57_069],
  [58_760, 58_762],
  [58_800, 58_810],
  [58_816, 58_818],
  [58_826, 58_826],
  [58_832, 58_832],
  [58_839, 58_841],
  [58_843, 58_866],
  [58_953, 58_958],
  [59_102, 59_103],
  [59_106, 59_106],
  [59_127, 59_127],
  [59_129, 59_129],
  [59_137, 59_166],
  [59_421, 59_421],
  [59_531, 59_531],
  [59_551, 59_551],
  [59_563, 59_563],
  [59_568, 59_568],
  [59_650, 59_650],
  [59_766, 59_766],
  [59_781, 59_790],
  // Chuja and Udo.
  [63_000, 63_001],
  [63_365, 63_365],
]
