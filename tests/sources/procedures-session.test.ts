import { describe, expect, test } from 'vitest'
import { catalogue } from '../../mocks/procedures/index.ts'
import {
  bootScripted,
  bootSimulated,
  codeOf,
  failureOf,
  ok,
  request,
} from './procedures-fixture.ts'

const birth = codeOf('1.001193')
const row = { MATTHC: '1.001193', TENTTHC: 'Đăng ký khai sinh' }
const fifty = catalogue.slice(0, 50).map(({ code }) => codeOf(code))

describe('one session', () => {
  test('serves all calls', async () => {
    const { details, fields, asked } = await bootSimulated()
    await Promise.all([details(birth), fields()])
    expect(asked('login')).toHaveLength(1)
  })

  test('is opened once for fifty callers who come together', async () => {
    const { details, asked } = await bootSimulated({ maxConcurrent: 50, connections: 50 })
    await Promise.all(fifty.map((code) => details(code)))
    expect(asked('login')).toHaveLength(1)
  })

  test('that has ended is renewed once for fifty waiting callers', async () => {
    const system = await bootSimulated({ maxConcurrent: 50, connections: 50 })
    await system.summary(birth)
    system.faults.set({ kind: 'expired-session', times: 1 })
    const trees = await Promise.all(fifty.map((code) => system.details(code)))
    expect(trees.every((tree) => tree !== null)).toBe(true)
    expect(system.asked('login')).toHaveLength(2)
    // Many were refused, or this would prove nothing.
    expect(system.asked('LayThuTuc').length).toBeGreaterThan(60)
  })

  test('that lasts three calls is renewed as often as needed, unseen by callers', async () => {
    const { details, asked } = await bootSimulated({ maxConcurrent: 1 }, { sessionCalls: 3 })
    for (const code of fifty.slice(0, 8)) expect((await details(code))?.code).toBe(code)
    expect(asked('login')).toHaveLength(3)
  })

  test('that is refused again after a new login is given up', async () => {
    const system = await bootSimulated()
    await system.summary(birth)
    system.faults.set({ kind: 'expired-session' })
    const error = await failureOf(system.details(birth))
    expect(error).toMatchObject({ fault: 'rejected', reason: 'SESSION_REFUSED' })
    expect(system.asked('login')).toHaveLength(2)
    expect(system.asked('LayThuTuc')).toHaveLength(2)
  })

  test.each([
    ['Phiên làm việc không tồn tại hoặc đã hết hạn', 1],
    ['PHIEN LAM VIEC HET HAN', '99'],
    ['Invalid session', -1],
    ['Session timeout', '401'],
    ['Token không hợp lệ', 2],
  ])('is known to have ended by the message %j with code %j', async (message, error_code) => {
    const { summary, asked } = await bootScripted(({ path, session }) => {
      if (path === '/auth') return null
      return session === 'phien-1' ? { error_code, message } : ok([row])
    })
    expect((await summary(birth))?.code).toBe('1.001193')
    expect(asked.map(({ path }) => path)).toEqual(['/auth', '/share', '/auth', '/share'])
  })

  test('of any characters is sent back as it came', async () => {
    const strange = `a"b\\c$&d\u00e9`
    const { summary, asked } = await bootScripted(({ path }) =>
      path === '/auth' ? { error_code: 0, session: strange } : ok([row]),
    )
    await summary(birth)
    expect(asked[1]?.session).toBe(strange)
  })
})

describe('a login', () => {
  test.each([
    ['password', { password: 'sai' }],
    ['username', { username: 'sai' }],
    ['destination', { dstcode: 'sai' }],
  ])('with a wrong %s is rejected, and nothing else is asked', async (_, settings) => {
    const { summary, asked } = await bootSimulated(settings)
    const error = await failureOf(summary(birth))
    expect(error).toMatchObject({ fault: 'rejected', reason: 'LOGIN_REFUSED' })
    expect(asked('LayDanhSachTTHC')).toEqual([])
  })

  test('that says success without a session is malformed', async () => {
    const { summary } = await bootScripted(({ path }) => path === '/auth' && { error_code: 0 })
    expect((await failureOf(summary(birth))).fault).toBe('malformed')
  })

  test('that failed is tried again by the next request', async () => {
    const { procedures, summary, asked } = await bootScripted(({ path }) => {
      if (path !== '/auth') return ok([row])
      return asked.length === 1 ? { error_code: 1, message: 'Sai mật khẩu' } : null
    })
    await failureOf(summary(birth))
    expect(await request(procedures).summary(birth)).not.toBeNull()
  })
})

describe('a reply', () => {
  test.each([[0], ['0'], ['00'], ['000']])(
    'with error_code %j and a result is a success',
    async (error_code) => {
      const { summary } = await bootScripted(
        ({ service }) => service && { error_code, result: [row] },
      )
      expect((await summary(birth))?.code).toBe('1.001193')
    },
  )

  test.each([
    ['no result', { error_code: 0, message: 'Thành công' }],
    ['a null result', { error_code: 0, result: null }],
    ['an object for a result', { error_code: 0, result: row }],
    ['text for a result', { error_code: 0, result: 'Thành công' }],
    ['a list of texts', { error_code: 0, result: ['1.001193'] }],
    ['no object at all', ['Thành công']],
  ])('of success with %s is malformed', async (_, reply) => {
    const { summary } = await bootScripted(({ service }) => service && reply)
    expect((await failureOf(summary(birth))).fault).toBe('malformed')
  })

  test.each([
    [{ error_code: -1, message: 'Không có quyền truy cập', result: [row] }],
    [{ error_code: '01', message: 'Lỗi hệ thống' }],
    [{ error_code: null, message: 'Lỗi', result: [row] }],
    [{ message: 'Lỗi', result: [row] }],
  ])('of %j is a refusal, never an absence', async (reply) => {
    const { summary, asked } = await bootScripted(({ service }) => service && reply)
    const error = await failureOf(summary(birth))
    expect(error).toMatchObject({ fault: 'rejected', reason: 'CALL_REFUSED' })
    expect(asked.filter(({ path }) => path === '/auth')).toHaveLength(1)
  })

  test('that refuses never shows its text or our question in the error', async () => {
    const reply = { error_code: 5, message: 'ORA-00942 bảng NGUOIDUNG' }
    const { summary } = await bootScripted(({ service }) => service && reply)
    const error = await failureOf(summary(birth))
    expect(`${error.message} ${error.stack ?? ''} ${String(error.cause)}`).not.toMatch(
      /ORA|1\.001193/,
    )
  })
})
