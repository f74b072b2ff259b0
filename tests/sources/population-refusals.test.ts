import { describe, expect, test } from 'vitest'
import { readEnvelope } from '../../src/sources/population/soap.ts'
import { readRows } from '../../src/sources/population/wire.ts'
import { collection, envelope, facade, faultOf, row } from './population-documents.ts'

describe('refusals and failures', () => {
  const errorXml = (code: string) =>
    readEnvelope(envelope(`<errorCode>${code}</errorCode><errorMessage>x</errorMessage>`))

  test.each([
    ['004', 'PROCEDURE_NOT_LICENSED'],
    ['005', 'OFFICER_NOT_ALLOWED'],
  ])('error %s is a refusal: %s', (code, reason) => {
    const documents = [errorXml(code), { errorCode: code }, { Body: { errorCode: code } }]
    for (const document of documents)
      expect(faultOf(() => readRows(document))).toMatchObject({ fault: 'rejected', reason })
  })

  test.each([
    ['any other error code', errorXml('999')],
    ['an error code that is a name of every object', errorXml('constructor')],
    ['an error code in JSON', { errorCode: '001', Body: null }],
    ['an error code that is a number', { errorCode: 500 }],
    [
      'a SOAP fault',
      readEnvelope(
        envelope('<s:Fault><faultcode>s:Server</faultcode><faultstring>x</faultstring></s:Fault>'),
      ),
    ],
    ['an empty SOAP fault', readEnvelope(envelope('<s:Fault/>'))],
  ])('%s is an outage', (_, document) => {
    expect(faultOf(() => readRows(document))).toMatchObject({
      fault: 'unavailable',
      reason: undefined,
    })
  })

  test.each([
    ['a body without a collection', readEnvelope(envelope(''))],
    ['an envelope without a body', readEnvelope('<Envelope/>'.replace('/>', '><x/></Envelope>'))],
    [
      'a row without a name',
      readEnvelope(collection('<CongDan><SoDinhDanh>001192000111</SoDinhDanh></CongDan>')),
    ],
    [
      'a number that occurs twice',
      readEnvelope(collection(row('<SoDinhDanh>001192000222</SoDinhDanh>'))),
    ],
    ['text where a group belongs', readEnvelope(collection(row('<ThuongTru>Hà Nội</ThuongTru>')))],
    ['a group where text belongs', readEnvelope(collection(row('<GioiTinh><a>1</a></GioiTinh>')))],
    ['JSON of another kind', []],
    ['a JSON text', ''],
    ['JSON without a body', { Body: null }],
    ['a JSON row that is a number', facade(1)],
  ])('%s is malformed', (_, document) => {
    expect(faultOf(() => readRows(document))).toMatchObject({
      fault: 'malformed',
      reason: undefined,
    })
  })

  const deep = '<a>'.repeat(5_000) + '</a>'.repeat(5_000)
  test.each([
    ['an empty text', ''],
    ['plain text', 'Service unavailable'],
    ['a web page', '<!DOCTYPE html><html><body>x</body></html>'],
    ['another root', '<Body/>'],
    ['an empty envelope', '<Envelope/>'],
    ['an element that never ends', collection(row()).slice(0, -20)],
    ['elements that cross', '<Envelope><Body></Envelope></Body>'],
    ['bytes after the end', `${collection(row())}<x/>`],
    ['a prefix that nobody declared', '<s:Envelope/>'],
    ['a DTD', `<!DOCTYPE Envelope [<!ENTITY a "b">]>${envelope('')}`.replace(/<\?xml.*?\?>/, '')],
    ['an entity of its own', collection(row('<QuocTich>&vn;</QuocTich>'))],
    ['elements 5,000 deep', envelope(deep)],
    ['a character that XML cannot hold', collection(row('<QuocTich>\u0000</QuocTich>'))],
  ])('%s is no envelope', (_, xml) => {
    const error = faultOf(() => readEnvelope(xml))
    expect(error).toMatchObject({ fault: 'malformed', message: 'population malformed' })
    expect(error.cause).toBeUndefined()
  })
})
