import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { Incoming } from '../../src/http/index.ts'
import { readJson, readText } from '../../src/http/index.ts'
import { UpstreamError } from '../../src/lib/errors.ts'

const incoming = (contentType: string | undefined, body: string | Buffer): Incoming => ({
  status: 200,
  headers: contentType === undefined ? {} : { 'content-type': contentType },
  body: Buffer.from(body as string),
})

const malformed = (read: () => unknown): UpstreamError => {
  try {
    read()
  } catch (error) {
    if (error instanceof UpstreamError && error.fault === 'malformed') return error
    throw error
  }
  throw new Error('it was read')
}

const notUtf8 = Buffer.from([0x22, 0xc3, 0x28, 0x22])

describe('JSON', () => {
  test.each([
    ['application/json'],
    ['application/json; charset=utf-8'],
    ['application/json;charset="UTF-8"'],
    ['Application/JSON'],
    ['application/problem+json'],
    ['text/json'],
  ])('is read from %s', (contentType) => {
    expect(readJson('registry', null, incoming(contentType, '{"name":"Nguyễn Thị Mẫu"}'))).toEqual({
      name: 'Nguyễn Thị Mẫu',
    })
  })

  test.each([
    ['a web page', 'text/html', '<html>Đăng nhập SECRET</html>'],
    ['a web page that is called JSON', 'application/json', '<html>SECRET</html>'],
    ['JSON that is called a web page', 'text/html', '{"SECRET":1}'],
    ['JSON of no declared type', undefined, '{"SECRET":1}'],
    ['a type that only begins alike', 'application/jsonx', '{"SECRET":1}'],
    ['half of an object', 'application/json', '{"SECRET":'],
    ['an object and more', 'application/json', '{"SECRET":1}{}'],
    ['NaN', 'application/json', '{"SECRET":NaN}'],
    ['a byte order mark', 'application/json', '\ufeff{"SECRET":1}'],
    ['nothing', 'application/json', ''],
    ['bytes that are no UTF-8', 'application/json', notUtf8],
    ['another character set', 'application/json; charset=windows-1258', '{"SECRET":1}'],
  ])('is malformed when it is %s', (_, contentType, body) => {
    const error = malformed(() => readJson('registry', 'ha-noi', incoming(contentType, body)))
    expect(error).toMatchObject({ source: 'registry', instance: 'ha-noi' })
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/SECRET/)
  })

  test('cannot reach the prototype of objects', () => {
    const read = readJson(
      'registry',
      null,
      incoming('application/json', '{"__proto__":{"admin":true}}'),
    )
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype)
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })
})

describe('text', () => {
  test.each([['text/xml; charset=utf-8'], ['application/soap+xml'], ['text/plain'], [undefined]])(
    'is read from %s',
    (contentType) => {
      expect(readText('registry', null, incoming(contentType, '<Ten>Mẫu</Ten>'))).toBe(
        '<Ten>Mẫu</Ten>',
      )
    },
  )

  test('loses its byte order mark', () => {
    expect(readText('registry', null, incoming('text/xml', '\ufeff<Ten/>'))).toBe('<Ten/>')
  })

  test.each([
    ['a web page', 'text/html; charset=utf-8', '<html>SECRET</html>'],
    ['bytes that are no UTF-8', 'text/xml', notUtf8],
    ['another character set', 'text/xml; charset=utf-16', '<Ten/>'],
  ])('is malformed when it is %s', (_, contentType, body) => {
    const error = malformed(() => readText('registry', null, incoming(contentType, body)))
    expect(error.instance).toBeUndefined()
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/SECRET/)
  })
})
