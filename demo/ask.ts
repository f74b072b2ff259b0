import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { isPersonaName, personaNames } from '../mocks/identity/personas.ts'
import { requestToken } from '../mocks/identity/request-token.ts'

const help = `npm run -s ask -- [PERSONA] [--procedure CODE] [--dossier CODE] < query.graphql

Hỏi cổng đang chạy và in câu trả lời. / Asks the running gateway and prints the answer.

  PERSONA      ${personaNames.join(', ')}; bỏ trống: không đăng nhập / left out: no token
  --procedure  thủ tục mà việc tra cứu phục vụ / the procedure that the look-up serves
  --dossier    hồ sơ mà việc tra cứu phục vụ / the dossier that the look-up serves
  PORT, MOCKS_PORT   như khi chạy npm start / as for npm start
`

const fail = (vi: string, en: string): never => {
  console.error(`${vi}\n${en}`)
  process.exit(1)
}

const parse = () => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        procedure: { type: 'string' },
        dossier: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch {
    return fail('Không hiểu tham số. Xem --help.', 'The arguments are not understood. See --help.')
  }
}

const tokenFor = async (persona: string | undefined): Promise<string | null> => {
  if (persona === undefined) return null
  if (!isPersonaName(persona))
    return fail(
      `Hãy chọn một vai: ${personaNames.join(', ')}.`,
      `Choose a persona: ${personaNames.join(', ')}.`,
    )
  return requestToken(`http://127.0.0.1:${Number(process.env['MOCKS_PORT'] ?? 4100) + 1}`, persona)
}

const ask = async (): Promise<void> => {
  const { values, positionals } = parse()
  if (values.help) {
    console.log(help)
    return
  }
  const token = await tokenFor(positionals[0])
  const headers = {
    'content-type': 'application/json',
    ...(token !== null && { authorization: `Bearer ${token}` }),
    ...(values.procedure !== undefined && { 'lien-thong-procedure': values.procedure }),
    ...(values.dossier !== undefined && { 'lien-thong-dossier': values.dossier }),
  }
  const body = JSON.stringify({ query: await text(process.stdin) })
  const response = await fetch(`http://127.0.0.1:${process.env['PORT'] ?? '4000'}/graphql`, {
    method: 'POST',
    headers,
    body,
  })
  console.log(JSON.stringify(await response.json(), null, 2))
}

ask().catch(() =>
  fail(
    'Cổng chưa chạy: hãy chạy "npm start" trước.',
    'The gateway is not running: run "npm start" first.',
  ),
)
