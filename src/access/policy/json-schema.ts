import { z } from 'zod'
import { policyForm } from './schema.ts'

/** What editors check a policy file with as it is written. Codes and contradictions are checked by the gateway alone. */
export const policyJsonSchema = (): string =>
  `${JSON.stringify(z.toJSONSchema(policyForm, { io: 'input' }), null, 2)}\n`
