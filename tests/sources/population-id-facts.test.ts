import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { onAlarm } from '../../src/lib/channels.ts'
import { raiseAlarm } from '../../src/sources/population/errors.ts'
import { createLog, logAlarms } from '../../src/telemetry/log.ts'
import { collection, fromXml, mau, row } from './population-documents.ts'
import { callerOf, matchOf, sourceAnswering } from './population-fixture.ts'

describe('the number and the record beside it', () => {
  const readOf = (number: string, more: string) =>
    fromXml(collection(row(more, { number })), matchOf(number, 'Nguyễn Thị Mẫu', '1992'))
  const born = (year: string) => `<NgayThangNamSinh><Nam>${year}</Nam></NgayThangNamSinh>`

  test.each([
    ['001192000111', `<GioiTinh>2</GioiTinh>${born('1992')}`],
    ['001092000112', `<GioiTinh>1</GioiTinh>${born('1992')}`],
    ['001305000113', `<GioiTinh>2</GioiTinh>${born('2005')}`],
    ['001192000111', ''],
    ['001192000111', '<GioiTinh>0</GioiTinh>'],
  ])('agree where both tell the same or the record tells nothing: %s %s', (number, more) => {
    expect(readOf(number, more).alarms).toEqual([])
  })

  test.each([
    ['sex', '<GioiTinh>1</GioiTinh>', { gender: 'MALE' }],
    ['birth year', born('1993'), { birthDate: '1993' }],
    ['century', born('2092'), { birthDate: '2092' }],
    ['sex and birth year', `<GioiTinh>1</GioiTinh>${born('1993')}`, { gender: 'MALE' }],
  ])('that differ in %s raise one alarm, and the record is given as it is', (_, more, told) => {
    const { citizen, alarms } = readOf('001192000111', more)
    expect(citizen).toMatchObject({ personalId: '001192000111', ...told })
    expect(alarms).toEqual(['ID_DISAGREES'])
  })

  test('are not compared where the record has no number of 12 digits', () => {
    const old = row(born('1993')).replace(
      '<SoDinhDanh>001192000111</SoDinhDanh><SoCMND/>',
      '<SoDinhDanh/><SoCMND>012345678</SoCMND>',
    )
    const { citizen, alarms } = fromXml(
      collection(old),
      matchOf('012345678', 'Nguyễn Thị Mẫu', '1993'),
    )
    expect({ id: citizen?.personalId, alarms }).toEqual({ id: null, alarms: [] })
  })

  test('reach an operator by the kind alone, without a value', async () => {
    const heard: unknown[] = []
    const stop = onAlarm((alarm) => heard.push(alarm))
    await using upstream = await sourceAnswering(collection(row('<GioiTinh>1</GioiTinh>')))
    const citizen = await upstream.citizen(mau, callerOf('001085000777', '1.001193'))
    stop()
    expect(citizen?.gender).toBe('MALE')
    expect(heard).toEqual([{ kind: 'ID_DISAGREES', source: 'population', instance: null }])
  })

  test('are logged as a warning, unlike an answer about another person', () => {
    const lines: string[] = []
    const stop = logAlarms(createLog('warn', { write: (line) => void lines.push(line) }))
    raiseAlarm('ID_DISAGREES')
    raiseAlarm('WRONG_PERSON')
    stop()
    const levels = lines.map(
      (line) => z.object({ level: z.number() }).parse(JSON.parse(line)).level,
    )
    expect(levels).toEqual([pino.levels.values['warn'], pino.levels.values['error']])
  })
})
