import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { readAnchors } from './audit-verify/anchors.ts'
import { describe } from './audit-verify/findings.ts'
import { readPublicKeys } from './audit-verify/records.ts'
import { openJson, openPostgres, openSqlite, type Source } from './audit-verify/source.ts'
import { type Report, verify } from './audit-verify/verify.ts'

/** Depends on nothing of the gateway: to be run by whoever does not trust it. `pg` is needed for --postgres alone. */
const help = `npm run audit:verify -- [--sqlite FILE | --postgres URL | --json FILE] [--public-key FILE]… [--anchors FILE]…

Kiểm tra nhật ký truy cập: bản ghi đầu tiên bị sửa, xoá, đổi chỗ hoặc cắt được nêu tên (chuỗi, số thứ tự).
Checks the record of who looked at whom and names the first record that was altered, removed, reordered or cut off.

Hạn mức (audit_budget) và lượt tra cứu chờ hồ sơ (audit_intake) nằm ngoài chuỗi: không có gì ở đây chứng minh chúng chưa bị sửa.
Budgets (audit_budget) and intakes (audit_intake) are outside of the chain: nothing here proves that they were not altered.

  --sqlite FILE      mặc định / default: ./data/audit/audit.sqlite
  --postgres URL     postgres://…
  --json FILE        các dòng của audit_record và audit_checkpoint, mỗi dòng một đối tượng JSON, dữ liệu nhị phân dạng hex
                     rows of audit_record and audit_checkpoint, one JSON object a line, binary columns in hex
  --public-key FILE  khoá công khai của người ký, PEM; mặc định: signing-key.pub.pem cạnh tệp SQLite
                     public keys of those who signed, PEM; default: signing-key.pub.pem beside the SQLite file
  --anchors FILE     mốc đã ký được giữ ở nơi khác; mặc định: anchors.jsonl cạnh tệp SQLite
                     signed checkpoints that were kept elsewhere; default: anchors.jsonl beside the SQLite file
  --help

0: nguyên vẹn / intact   1: có sai lệch / tampered with   2: không kiểm tra được / could not be checked`

class UsageError extends Error {
  override readonly name = 'UsageError'
}

const readOptions = () => {
  const { values } = parseArgs({
    options: {
      sqlite: { type: 'string' },
      postgres: { type: 'string' },
      json: { type: 'string' },
      'public-key': { type: 'string', multiple: true },
      anchors: { type: 'string', multiple: true },
      help: { type: 'boolean', default: false },
    },
  })
  const places = [values.sqlite, values.postgres, values.json].filter((one) => one !== undefined)
  if (places.length > 1)
    throw new UsageError('--sqlite, --postgres, --json: chỉ chọn một / choose one')
  return {
    ...values,
    sqlite: places.length === 0 ? './data/audit/audit.sqlite' : values.sqlite,
  }
}
type Options = ReturnType<typeof readOptions>

const open = ({ sqlite, postgres, json }: Options): Promise<Source> => {
  if (postgres !== undefined) return openPostgres(postgres)
  return json === undefined ? Promise.resolve(openSqlite(sqlite ?? '')) : openJson(json)
}

const besides = (
  given: readonly string[] | undefined,
  sqlite: string | undefined,
  name: string,
) => {
  if (given !== undefined) return given
  const beside = sqlite === undefined ? '' : join(dirname(sqlite), name)
  return existsSync(beside) ? [beside] : []
}

const progressMs = 2_000

/** Tells every two seconds how far it is, on the error output. */
const createProgress = (): (() => void) => {
  let count = 0
  let saidAt = performance.now()
  return () => {
    count += 1
    if (count % 1_000 !== 0 || performance.now() - saidAt < progressMs) return
    saidAt = performance.now()
    console.error(`… ${count.toLocaleString('en')}`)
  }
}

const run = async (options: Options): Promise<Report> => {
  const keys = readPublicKeys(
    besides(options['public-key'], options.sqlite, 'signing-key.pub.pem').map((file) =>
      readFileSync(file, 'utf8'),
    ),
  )
  if (keys.size === 0) throw new UsageError('--public-key: cần khoá công khai / a key is needed')
  const anchors = await readAnchors(besides(options.anchors, options.sqlite, 'anchors.jsonl'), keys)
  const source = await open(options)
  try {
    return await verify({ source, anchors, keys, onRecord: createProgress() })
  } finally {
    await source.close()
  }
}

const tell = ({ findings, chains, records, unsigned, isListingChecked }: Report): void => {
  for (const finding of findings) console.log(describe(finding))
  console.log(
    `${chains} chuỗi / chains, ${records} bản ghi / records, ${unsigned} chưa ký / not signed yet`,
  )
  console.log(findings.length === 0 ? 'Nguyên vẹn / Intact' : 'Có sai lệch / Tampered with')
  if (!isListingChecked)
    console.log(
      'Chưa kiểm tra công dân có tìm thấy các bản ghi của mình không / ' +
        'Whether persons find their own records was not checked',
    )
  console.log(
    'Hạn mức và lượt tra cứu chờ hồ sơ nằm ngoài chuỗi, không được kiểm tra / ' +
      'Budgets and intakes are outside of the chain and were not checked',
  )
}

try {
  const options = readOptions()
  if (options.help) console.log(help)
  else {
    const report = await run(options)
    tell(report)
    process.exitCode = report.findings.length === 0 ? 0 : 1
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  console.error('--help')
  process.exitCode = 2
}
