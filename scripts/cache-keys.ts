import { KeyRingError, writeKeyRing } from '../src/cache/store/key-ring-file.ts'

/** `npm run cache:keys -- FILE`: makes the key file of the shared cache, or adds the next month's key and removes what is too old. */
const [, , path] = process.argv

if (path === undefined) {
  console.error('Which file? npm run cache:keys -- FILE')
  process.exitCode = 2
} else {
  try {
    const { active, keys } = writeKeyRing(path, new Date())
    for (const { kid, month } of keys)
      console.log(`${month} ${kid}${kid === active ? ' active' : ''}`)
  } catch (error) {
    if (!(error instanceof KeyRingError)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}
