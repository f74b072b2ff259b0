import { writeFileSync } from 'node:fs'
import { policyJsonSchema } from '../src/access/policy/json-schema.ts'

/** `npm run policy:schema`: writes the JSON schema by which editors help with the policy file. */
writeFileSync(new URL('../policy/access-policy.schema.json', import.meta.url), policyJsonSchema())
