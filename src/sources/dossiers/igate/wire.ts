import { z } from 'zod'
import { rows, text } from '../wire.ts'

/** Vietnamese in iGate's table of languages; English is 46. */
const vietnamese = '228'

/** A name in several languages, or in one as plain text: the Vietnamese one, else the first. */
const name = z
  .union([
    z
      .array(z.object({ languageId: text, name: text }))
      .transform(
        (names) =>
          (names.find(({ languageId }) => languageId === vietnamese) ?? names[0])?.name ?? null,
      ),
    text,
  ])
  .nullish()
  .transform((found) => found ?? null)

export const igateDossier = z.object({
  code: z.string(),
  procedure: z.object({ code: text, nationCode: text, translate: name }).nullish(),
  applicant: z
    .object({
      data: z.object({ fullname: text, birthday: text, identityNumber: text }).nullish(),
    })
    .nullish(),
  agency: z.object({ code: text, name }).nullish(),
  /** [ASSUMED] the national 1–10. */
  dossierStatus: text,
  /** The status in words, all that some installations give. */
  statusCurrentTask: text,
  applyMethod: z.object({ id: text, name: text }).nullish(),
  appliedDate: text,
  appointmentDate: text,
  completedDate: text,
  returnedDate: text,
})
export type IgateDossier = z.infer<typeof igateDossier>

/** A slice tells only whether it is the last, a page counts as well. */
export const igateSlice = z.object({ content: rows, last: z.boolean() })
export const igatePage = z.object({
  content: rows,
  last: z.boolean(),
  totalElements: z.number().int().nonnegative(),
})

/** [ASSUMED] One step. `assignee` names an officer and is not read. */
const igateStep = z.object({
  agency: z.object({ name }).nullish(),
  task: z.object({ name }).nullish(),
  dossierStatus: text,
  completedDate: text,
})
export type IgateStep = z.infer<typeof igateStep>

export const igateSteps = z.array(igateStep)

/** [ASSUMED] One row of the agency list. */
export const igateAgency = z.object({ code: text, name })
export type IgateAgency = z.infer<typeof igateAgency>

/** RFC 6749 section 5.1, as Keycloak answers. */
export const keycloakToken = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().nonnegative(),
})
