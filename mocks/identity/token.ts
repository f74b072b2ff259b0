import { parsePort, portAdvice } from '../support/port.ts'
import { isPersonaName, personaNames, type PersonaName } from './personas.ts'
import { requestToken } from './request-token.ts'

const names = personaNames.join(', ')

const help = `npm run -s token -- PERSONA

In ra mã truy cập (bearer token) của một vai, lấy từ máy chủ định danh mô phỏng đang chạy.
Prints a persona's bearer token from the running simulated identity provider.

  PERSONA      ${names}
  MOCKS_PORT   cổng đầu tiên của hệ thống mô phỏng, mặc định 4100; máy chủ định danh ở cổng kế tiếp
               first port of the simulators, 4100 by default; the identity provider has the next one
`

const fail = (...lines: readonly string[]): void => {
  console.error(lines.join('\n'))
  process.exitCode = 1
}

const printToken = async (persona: PersonaName): Promise<void> => {
  const port = parsePort(process.env['MOCKS_PORT'])
  if (port === null) {
    fail(...portAdvice)
    return
  }
  const issuer = `http://127.0.0.1:${String(port + 1)}`
  try {
    console.log(await requestToken(issuer, persona))
  } catch {
    fail(
      `Không lấy được mã truy cập: chưa thấy máy chủ định danh tại ${issuer}. Hãy chạy "npm start" hoặc "npm run mocks" trước.`,
      `No token: the identity provider was not found at ${issuer}. Run "npm start" or "npm run mocks" first.`,
    )
  }
}

const persona = process.argv[2] ?? ''
if (persona === '--help' || persona === '-h') console.log(help)
else if (isPersonaName(persona)) await printToken(persona)
else
  fail(
    `Hãy chọn một trong các vai: ${names}. Xem --help.`,
    `Choose one of these personas: ${names}. See --help.`,
  )
