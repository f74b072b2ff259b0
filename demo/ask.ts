import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { isPersonaName, personaNames } from '../mocks/identity/personas.ts'
import { requestToken } from '../mocks/identity/request-token.ts'
import { parsePort, portAdvice } from '../mocks/support/port.ts'

const help = `npm run -s ask -- [PERSONA] [--procedure CODE] [--dossier CODE] < query.graphql

Hỏi cổng đang chạy và in câu trả lời. / Asks the running gateway and prints the answer.

  PERSONA      ${personaNames.join(', ')}; bỏ trống: không đăng nhập / left out: no token
  --procedure  thủ tục mà việc tra cứu phục vụ / the procedure that the look-up serves
  --dossier    hồ sơ mà việc tra cứu phục vụ / the dossier that the look-up serves
  PORT, MOCKS_PORT   như khi chạy npm start / as for npm start
`

const fail = (...lines: readonly string[]): never => {
  console.error(lines.join('\n'))
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

const tokenFor = (persona: string | undefined): Promise<string> | null => {
  if (persona === undefined) return null
  if (!isPersonaName(persona))
    return fail(
      `Hãy chọn một vai: ${personaNames.join(', ')}.`,
      `Choose a persona: ${personaNames.join(', ')}.`,
    )
  const port = parsePort(process.env['MOCKS_PORT'])
  return port === null ? fail(...portAdvice) : requestToken(`http://127.0.0.1:${port + 1}`, persona)
}

const headersFor = async (): Promise<Record<string, string>> => {
  const { values, positionals } = parse()
  const token = await tokenFor(positionals[0])
  return {
    'content-type': 'application/json',
    ...(token !== null && { authorization: `Bearer ${token}` }),
    ...(values.procedure !== undefined && { 'lien-thong-procedure': values.procedure }),
    ...(values.dossier !== undefined && { 'lien-thong-dossier': values.dossier }),
  }
}

const answer = z.looseObject({ errors: z.array(z.unknown()).optional() })

/** Prints what the gateway says; an answer with errors is one a script can tell by the exit code. */
const ask = async (): Promise<void> => {
  const headers = await headersFor()
  const body = JSON.stringify({ query: await text(process.stdin) })
  const url = `http://127.0.0.1:${process.env['PORT'] ?? '4000'}/graphql`
  const response = await fetch(url, { method: 'POST', headers, body })
  const said = answer.parse(await response.json())
  console.log(JSON.stringify(said, null, 2))
  if (said.errors !== undefined) process.exitCode = 1
}

if (parse().values.help) console.log(help)
else
  await ask().catch((error: unknown) =>
    error instanceof TypeError
      ? fail(
          'Chưa kết nối được: hãy chạy "npm start" trước, cùng PORT và MOCKS_PORT.',
          'Nothing answers: run "npm start" first, with the same PORT and MOCKS_PORT.',
        )
      : fail(
          'Câu trả lời không đọc được hoặc bị từ chối cấp mã truy cập.',
          'The answer cannot be read, or no token was granted.',
        ),
  )
