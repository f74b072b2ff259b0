import { AccessFileError } from '../src/access/file-error.ts'
import { openPolicy } from '../src/access/policy/index.ts'

/** `npm run policy:check -- FILE`: every problem of a policy file at once, before a gateway is given it. */
const [, , path] = process.argv

if (path === undefined) {
  console.error('Which file? npm run policy:check -- FILE')
  process.exitCode = 2
} else {
  try {
    const policy = openPolicy(path)
    for (const warning of policy.current().warnings) console.log(`warning: ${warning}`)
    console.log('The access policy can be used.')
    policy.close()
  } catch (error) {
    if (!(error instanceof AccessFileError)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}
