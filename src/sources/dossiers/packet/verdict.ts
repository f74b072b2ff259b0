import { searchKey } from '../../../domain/names.ts'
import type { PacketAnswer } from './wire.ts'

/** What an answer of the session RPC comes to. */
export type Verdict = 'DONE' | 'ABSENT' | 'SESSION_OVER' | 'REFUSED' | 'FAILED' | 'UNCLEAR'

/** An account or a service that is not found is our fault, never the absence of a dossier. */
const things = '(ho so|tien trinh|du lieu|ban ghi)'

const byMessage: readonly (readonly [RegExp, Verdict])[] = [
  [new RegExp(`khong (tim thay|ton tai|co) ${things}|${things}.* khong (ton tai|co)`), 'ABSENT'],
  [/khong co quyen|tu choi|khong duoc phep/, 'REFUSED'],
  [/(khong|chua) thanh cong|that bai/, 'FAILED'],
  [/thanh cong/, 'DONE'],
]

const sessionOver = /(session|phien).*(het han|khong hop le|khong ton tai|het hieu luc)/

const success = new Set(['0', '00'])
/** Seen with success and with failure alike: the message decides. */
const lookAtMessage = new Set(['3', '-3'])

/** A login answers with a code and often without a message. */
export const isSuccess = ({ error_code: code }: PacketAnswer): boolean => success.has(code ?? '')

/**
 * Success is told by code and message together; neither alone is to be trusted. A message is read without its
 * diacritics, and a refusal before a success, because "không thành công" contains "thành công".
 */
export const toVerdict = (answer: PacketAnswer): Verdict => {
  const { error_code: code, message } = answer
  const key = searchKey(message ?? '')
  if (sessionOver.test(key)) return 'SESSION_OVER'
  const said = byMessage.find(([words]) => words.test(key))?.[1]
  if (said !== 'DONE' && said !== undefined) return said
  if (isSuccess(answer) || lookAtMessage.has(code ?? '')) return said ?? 'UNCLEAR'
  return said === undefined ? 'FAILED' : 'UNCLEAR'
}
