import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { openProtectedPersons } from '../../src/access/protected.ts'
import {
  formatRegister,
  parseRegister,
  protectedHash,
  ProtectedRegisterError,
} from '../../src/access/protected-register.ts'
import { accessSettings } from '../../src/access/settings.ts'
import { onAlarm } from '../../src/lib/channels.ts'

const key = 'k'.repeat(32)
const number = '001092000111'
const oldCard = '012345678'
const script = join(import.meta.dirname, '../../scripts/protect.ts')

let folder = ''
let file = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'protected-'))
  file = join(folder, 'register.jsonl')
  return () => rmSync(folder, { recursive: true })
})

const registerOf = (...numbers: readonly string[]) =>
  formatRegister(new Map(numbers.map((one) => [protectedHash(key, one), 'COURT_ORDER'])), key)
const open = () => {
  const persons = openProtectedPersons({ file, key }, { pollMs: 5 })
  const alarms: string[] = []
  const stop = onAlarm(({ kind, source }) => alarms.push(`${kind} ${source}`))
  onTestFinished(() => {
    persons.close()
    stop()
  })
  return { persons, alarms }
}

describe('the register of protected persons', () => {
  test('knows who is in it, by either number, and nobody else', () => {
    writeFileSync(file, registerOf(number, oldCard))
    const { persons } = open()
    const asked = [number, oldCard, '001092000112']
    const answers = [true, true, false]
    expect(asked.map((one) => persons.isProtected(one))).toEqual(answers)
    expect(asked.map((one) => persons.isProtected(one))).toEqual(answers)
  })

  test('protects nobody where none is configured, or where it is empty', () => {
    expect(openProtectedPersons(undefined).isProtected(number)).toBe(false)
    writeFileSync(file, '')
    expect(open().persons.isProtected(number)).toBe(false)
  })

  test('is read whatever blank lines and spaces are around', () => {
    writeFileSync(file, `\n  \n${registerOf(number).replaceAll('\n', ' \n\n')}`)
    expect(open().persons.isProtected(` ${number}`)).toBe(true)
  })

  test('is read as earlier versions wrote it: other hashes would protect nobody', () => {
    const hash = 'd4e2c73192edd36b2642ac9d826f52d3fc217fa45172a76cc346e5d0b668b765'
    const lines = ['{"keyCheck":"b2287b8a77d8a631"}', `{"hash":"${hash}","reason":"COURT_ORDER"}`]
    writeFileSync(file, `${lines.join('\n')}\n`)
    expect(open().persons.isProtected(number)).toBe(true)
    expect(registerOf(number)).toBe(readFileSync(file, 'utf8'))
  })

  test('stands in the order of the hashes, whoever came first', () => {
    const numbers = Array.from({ length: 20 }, (_, index) => String(1_092_000_111 + index))
    expect(registerOf(...numbers)).toBe(registerOf(...numbers.toReversed()))
  })

  test('holds no number', () => expect(registerOf(number)).not.toContain(number))

  test('protects from the moment its file names somebody, also who was asked for before', async () => {
    writeFileSync(file, registerOf(oldCard))
    const { persons } = open()
    expect(persons.isProtected(number)).toBe(false)
    writeFileSync(file, registerOf(number, oldCard))
    await vi.waitFor(() => expect(persons.isProtected(number)).toBe(true))
    writeFileSync(file, registerOf(oldCard))
    await vi.waitFor(() => expect(persons.isProtected(number)).toBe(false))
  })

  test('stays the last good one while its file is broken, with an alarm', async () => {
    writeFileSync(file, registerOf(number))
    const { persons, alarms } = open()
    writeFileSync(file, 'half a li')
    await vi.waitFor(() => expect(alarms.length).toBeGreaterThan(1))
    expect(alarms[0]).toBe('FILE_BROKEN protected-persons')
    expect(persons.isProtected(number)).toBe(true)
  })

  test.each([
    ['is not there', null, 'the file does not exist'],
    ['holds half an entry', `${registerOf()}{"hash":"`, 'line 2: no entry'],
    ['holds a hash without a reason', `{"hash":"${'a'.repeat(64)}"}`, 'line 1: no entry'],
    ['holds a key’s mark that is none', '{"keyCheck":1}', 'line 1: no entry'],
    ['holds a number as it is', `${registerOf()}${number}\n`, 'line 2: no entry'],
    ['holds a hash that is none', `${registerOf()}{"hash":"12","reason":"A"}`, 'line 2: no entry'],
    [
      'holds more than is known of',
      `${registerOf()}{"hash":"${'a'.repeat(64)}","reason":"A","name":"An"}`,
      'line 2: no entry',
    ],
    [
      'was made with another key',
      formatRegister(new Map(), 'x'.repeat(32)),
      'line 1: made with another key',
    ],
    ['says so in other words', '{"keyCheck":"1"}', 'line 1: made with another key'],
    [
      'does not say with which key it was made',
      `{"hash":"${'a'.repeat(64)}","reason":"A"}`,
      'the key it was made with is not stated',
    ],
  ])('is refused at the start where it %s', (_, text, problem) => {
    if (text !== null) writeFileSync(file, text)
    const opening = () => openProtectedPersons({ file, key })
    expect(opening).toThrow(ProtectedRegisterError)
    expect(opening).toThrow(/^The register of protected persons cannot be used:\n {2}- /)
    expect(opening).toThrow(problem)
    const message = (() => {
      try {
        return opening()
      } catch (error) {
        return String(error)
      }
    })()
    expect(message).not.toContain(number)
  })

  test('tells each line that is wrong in a line of its own, and counts those that are empty', () => {
    writeFileSync(file, `${registerOf()}\nno\n\nentry\n`)
    expect(() => openProtectedPersons({ file, key })).toThrow(
      /:\n {2}- line 3: no entry\n {2}- line 5: no entry$/,
    )
  })

  test('is refused at the start where a folder stands in its place', () =>
    expect(() => openProtectedPersons({ file: folder, key })).toThrow('the file cannot be read'))

  test('is not read again once it is closed', async () => {
    writeFileSync(file, registerOf(oldCard))
    const { persons } = open()
    persons.close()
    writeFileSync(file, registerOf(number))
    await new Promise((resolve) => setTimeout(resolve, 40))
    expect(persons.isProtected(number)).toBe(false)
  })

  test('asks for a key that cannot be guessed', () => {
    expect(accessSettings.safeParse({ policy: 'p', protectedPersons: { file, key } }).success).toBe(
      true,
    )
    expect(
      accessSettings.safeParse({ policy: 'p', protectedPersons: { file, key: 'short' } }).success,
    ).toBe(false)
    expect(accessSettings.safeParse({ policy: 'p', protectedPersons: { file } }).success).toBe(
      false,
    )
  })
})

describe('npm run protect', () => {
  const protect = (
    args: readonly string[],
    input = '',
    env: Readonly<Record<string, string>> = { PROTECTED_PERSONS_KEY: key },
  ) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, file, ...args], {
      input,
      env,
      encoding: 'utf8',
    })
    expect(stdout + stderr).not.toContain(number)
    expect(stdout + stderr).not.toContain(oldCard)
    return { status, output: stdout + stderr }
  }
  const entries = () => [...parseRegister(readFileSync(file, 'utf8'), key)]

  test('adds, lists and removes persons without a word of their numbers', () => {
    expect(protect(['add', 'COURT_ORDER'], `${number}\n\n ${oldCard} \n`)).toEqual({
      status: 0,
      output: '2 given, 0 protected before, 2 now\n',
    })
    expect(entries()).toContainEqual([protectedHash(key, number), 'COURT_ORDER'])
    expect(protect(['list']).output).toMatch(/^([0-9a-f]{12} COURT_ORDER\n){2}2 protected\n$/)
    expect(protect(['remove'], number).output).toContain('2 protected before, 1 now')
    expect(entries()).toEqual([[protectedHash(key, oldCard), 'COURT_ORDER']])
    expect(readdirSync(folder)).toEqual(['register.jsonl'])
  })

  test('makes a file that its owner alone reads, and keeps who could read an old one', () => {
    protect(['add', 'A'], number)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    execFileSync('chmod', ['640', file])
    protect(['add', 'A'], oldCard)
    expect(statSync(file).mode & 0o777).toBe(0o640)
  })

  test('reads the key from a file as well', () => {
    const keyFile = join(folder, 'key')
    writeFileSync(keyFile, `${key}\n`)
    protect(['add', 'A'], number, { PROTECTED_PERSONS_KEY_FILE: keyFile })
    expect(entries()).toHaveLength(1)
  })

  test.each([
    ['a line that is no number', ['add', 'A'], `${number}\nNguyễn Văn An\n`, 'line 2'],
    ['no number at all', ['add', 'A'], '\n', 'No number was given'],
    ['no reason', ['add'], number, 'npm run protect -- FILE'],
    ['a number in the place of the reason', ['add', number], number, 'npm run protect -- FILE'],
    ['numbers among the arguments', ['remove', number], '', 'npm run protect -- FILE'],
    ['an act that it does not know', ['show'], '', 'npm run protect -- FILE'],
  ])('changes nothing for %s', (_, args, input, told) => {
    writeFileSync(file, registerOf(oldCard))
    const { status, output } = protect(args, input)
    expect(status).toBe(1)
    expect(output).toContain(told)
    expect(output).not.toContain('Nguyễn')
    expect(readFileSync(file, 'utf8')).toBe(registerOf(oldCard))
    expect(readdirSync(folder)).toEqual(['register.jsonl'])
  })

  test('changes nothing with another key than the file was made with', () => {
    writeFileSync(file, registerOf(oldCard))
    const { status, output } = protect(['add', 'A'], number, {
      PROTECTED_PERSONS_KEY: 'x'.repeat(32),
    })
    expect(status).toBe(1)
    expect(output).toContain('made with another key')
    expect(readFileSync(file, 'utf8')).toBe(registerOf(oldCard))
  })

  test('waits for no other change of the file, and overwrites none', () => {
    writeFileSync(`${file}.new`, '')
    const { status, output } = protect(['add', 'A'], number)
    expect(status).toBe(1)
    expect(output).toContain('Another change is under way')
    expect(readdirSync(folder)).toEqual(['register.jsonl.new'])
  })
})
