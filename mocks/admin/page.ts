import { faultKinds } from './fault-schema.ts'
import { html, join, raw, type Markup } from './markup.ts'
import type { AdminDeps, SystemAddress } from './types.ts'
import { toSandbox, type Sandbox } from './sandbox.ts'
import { style } from './style.ts'

/** Both languages, Vietnamese first. */
const both = (vi: string, en: string): Markup => html`${vi}<span class="en" lang="en">${en}</span>`

const table = (heads: readonly Markup[], rows: readonly Markup[]): Markup =>
  html`<div class="scroll">
    <table>
      <thead>
        <tr>
          ${join(heads.map((head) => html`<th>${head}</th>`))}
        </tr>
      </thead>
      <tbody>
        ${join(rows)}
      </tbody>
    </table>
  </div>`

const people = (sandbox: Sandbox): Markup =>
  table(
    [
      both('Số định danh', 'Personal id'),
      both('Họ và tên', 'Full name'),
      both('Ngày sinh', 'Birth date'),
      both('Có gì đặc biệt', 'What is special'),
    ],
    sandbox.people.map(
      (person) =>
        html`<tr>
          <td>
            <code>${person.personalId}</code
            >${person.oldCard === null ? '' : html`<br />CMND <code>${person.oldCard}</code>`}
          </td>
          <td>${person.fullName}</td>
          <td class="date">${person.birthDate}</td>
          <td>${both(person.specialVi, person.specialEn)}</td>
        </tr>`,
    ),
  )

/** Dossiers with what the purpose headers of a request need. */
const dossiers = ({ dossiers: listed }: Sandbox): Markup =>
  table(
    [
      both('Mã hồ sơ', 'Dossier code'),
      both('Thủ tục', 'Procedure'),
      both('Người nộp', 'Applicant'),
      both('Có gì đặc biệt', 'What is special'),
    ],
    listed.map(
      (dossier) =>
        html`<tr>
          <td><code>${dossier.code}</code></td>
          <td>
            <code>${dossier.procedureCode}</code>
            <span class="clamp">${dossier.procedureName}</span>
          </td>
          <td>${dossier.applicantName}</td>
          <td>${both(dossier.specialVi, dossier.specialEn)}</td>
        </tr>`,
    ),
  )

const officer = ({ officer: { personalId, organisation, organisationName } }: Sandbox): Markup =>
  html`<p>
    ${both(
      'Vai officer là cán bộ sau đây; mỗi lần tra cứu phải nêu thủ tục và hồ sơ trong tiêu đề lien-thong-procedure và lien-thong-dossier.',
      'The persona officer is this one; every lookup names its procedure and dossier in the headers lien-thong-procedure and lien-thong-dossier.',
    )}
    <code>${personalId}</code> · <code>${organisation}</code> ${organisationName}
  </p>`

const faultOf = ({ faults }: AdminDeps, { system, instance }: SystemAddress): Markup => {
  const fault = faults.current(system, instance)
  return fault === null
    ? html`<span class="ok">${both('bình thường', 'normal')}</span>`
    : html`<code class="fault">${JSON.stringify(fault)}</code>`
}

const systems = (deps: AdminDeps): Markup =>
  table(
    [both('Hệ thống', 'System'), both('Địa chỉ', 'Address'), both('Tình trạng', 'State')],
    deps.systems.map(
      (address) =>
        html`<tr>
          <td>${address.system}${address.instance === null ? '' : ` / ${address.instance}`}</td>
          <td><code>${address.url}</code></td>
          <td>${faultOf(deps, address)}</td>
        </tr>`,
    ),
  )

const switches = (adminUrl: string): Markup =>
  html`<p>
      ${both(
        'Bật một sự cố cho cả hệ thống hoặc một tỉnh; tham số times là số lần trả lời bị hỏng.',
        'Switch a fault on for a whole system or one province; times is the number of replies it spoils.',
      )}
    </p>
    <pre>
curl -X PUT ${adminUrl}/faults/population -H 'content-type: application/json' -d '{"kind":"slow","ms":3000}'
curl -X PUT ${adminUrl}/faults/dossiers/ha-noi -H 'content-type: application/json' -d '{"kind":"down","times":5}'
curl ${adminUrl}/faults
curl -X DELETE ${adminUrl}/faults/population
curl -X DELETE ${adminUrl}/faults</pre>
    <p>kind: ${join(faultKinds.map((kind) => html`<code>${kind}</code> `))}</p>`

const sections = (deps: AdminDeps, adminUrl: string): readonly (readonly [Markup, Markup])[] => {
  const sandbox = toSandbox(deps.world)
  return [
    [both('Người dân mẫu', 'Sandbox people'), people(sandbox)],
    [both('Hồ sơ mẫu', 'Sandbox dossiers'), join([officer(sandbox), dossiers(sandbox)])],
    [both('Sự cố', 'Faults'), switches(adminUrl)],
    [both('Các hệ thống mô phỏng', 'Simulated systems'), systems(deps)],
  ]
}

/** The page a visitor of the simulated government sees first. */
export const renderPage = (deps: AdminDeps, adminUrl: string): string =>
  html`<!DOCTYPE html>
    <html lang="vi">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Liên Thông – dữ liệu mô phỏng</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <header>
          <h1>${both('Chính quyền mô phỏng', 'The simulated government')}</h1>
          <p>
            ${both(
              'Mọi người và mọi hồ sơ ở đây đều là hư cấu. Hãy tra cứu họ qua cổng GraphQL.',
              'Every person and every dossier here is invented. Look them up through the GraphQL gateway.',
            )}
          </p>
          <p>
            <a href="/sandbox.json">sandbox.json</a> · <a href="/faults">faults</a> ·
            <a href="/journal">journal</a> · <a href="/gateway-config.json">gateway-config.json</a>
          </p>
        </header>
        <main>
          ${join(
            sections(deps, adminUrl).map(
              ([title, content]) =>
                html`<section>
                  <h2>${title}</h2>
                  ${content}
                </section>`,
            ),
          )}
        </main>
      </body>
    </html> `.markup
