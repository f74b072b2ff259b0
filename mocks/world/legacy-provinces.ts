/**
 * The 63 provinces of before 1 July 2025. `prefix` is the first three digits of personal ids registered there (Circular
 * 07/2016/TT-BCA, annex I; kept after the merger), `name` is spelled as in the package's mapping table, `people` is
 * thousands of inhabitants (rounded, from the 2022 statistical yearbook), `minorities` per cent of them by code.
 */
export interface LegacyProvince {
  readonly prefix: string
  readonly name: string
  readonly people: number
  readonly minorities: readonly (readonly [ethnicity: string, percent: number])[]
}

const rows = `
001 Hà Nội|8500|06:1
002 Hà Giang|890|08:33 02:23 09:15 07:10
004 Cao Bằng|545|02:41 07:30 08:11 09:10
006 Bắc Kạn|325|02:52 09:18 07:9 08:7
008 Tuyên Quang|805|02:26 09:13 08:2
010 Lào Cai|770|08:24 02:15 09:14 07:4
011 Điện Biên|635|03:36 08:38
012 Lai Châu|485|03:31 08:23 09:13
014 Sơn La|1310|03:54 08:16 06:7
015 Yên Bái|850|02:18 09:11 08:12 03:7
017 Hoà Bình|875|06:63 03:4 02:3
019 Thái Nguyên|1340|02:11 07:7
020 Lạng Sơn|805|07:43 02:36 09:4
022 Quảng Ninh|1370|09:5 02:3
024 Bắc Giang|1890|07:5 02:3
025 Phú Thọ|1520|06:14
026 Vĩnh Phúc|1200|
027 Bắc Ninh|1490|
030 Hải Dương|1950|
031 Hải Phòng|2090|
033 Hưng Yên|1290|
034 Thái Bình|1880|
035 Hà Nam|880|
036 Nam Định|1840|
037 Ninh Bình|1010|06:3
038 Thanh Hóa|3720|06:10 03:6
040 Nghệ An|3420|03:10 08:1
042 Hà Tĩnh|1320|
044 Quảng Bình|915|
045 Quảng Trị|650|
046 Huế|1160|
048 Đà Nẵng|1220|
049 Quảng Nam|1520|14:3
051 Quảng Ngãi|1245|14:2
052 Bình Định|1505|13:1
054 Phú Yên|875|12:2
056 Khánh Hòa|1255|
058 Ninh Thuận|600|17:12
060 Bình Thuận|1255|17:3
062 Kon Tum|580|14:25 13:12 10:5
064 Gia Lai|1590|10:30 13:12
066 Đắk Lắk|1920|12:19 07:5 02:3
067 Đắk Nông|665|07:6 12:1 08:5
068 Lâm Đồng|1330|07:2 02:2
070 Bình Phước|1035|05:2 02:2
072 Tây Ninh|1190|05:1
074 Bình Dương|2760|04:1
075 Đồng Nai|3255|04:3
077 Bà Rịa - Vũng Tàu|1180|
079 Hồ Chí Minh|9390|04:4
080 Long An|1735|
082 Tiền Giang|1785|
083 Bến Tre|1300|
084 Trà Vinh|1020|05:31
086 Vĩnh Long|1030|05:2
087 Đồng Tháp|1600|
089 An Giang|1905|05:4 17:1
091 Kiên Giang|1750|05:12
092 Cần Thơ|1250|05:2 04:1
093 Hậu Giang|730|05:3
094 Sóc Trăng|1200|05:30 04:5
095 Bạc Liêu|920|05:8 04:2
096 Cà Mau|1210|05:2`

const toMinorities = (text: string): LegacyProvince['minorities'] =>
  text
    .split(' ')
    .filter((entry) => entry !== '')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(3))] as const)

export const legacyProvinces: readonly LegacyProvince[] = rows
  .trim()
  .split('\n')
  .map((row) => {
    const [name = '', people = '', minorities = ''] = row.slice(4).split('|')
    return {
      prefix: row.slice(0, 3),
      name,
      people: Number(people),
      minorities: toMinorities(minorities),
    }
  })
