import { z } from 'zod'

/** Where the files are that say who may look at whom. Both are read again when they change. */
export const accessSettings = z.strictObject({
  /** The reviewed policy file: docs/access-policy.md. */
  policy: z.string().min(1),
  /** Left out: nobody is protected beyond what the policy says. */
  protectedPersons: z
    .strictObject({
      /** Made by `npm run protect`. */
      file: z.string().min(1),
      /** The secret that its hashes are made with. */
      key: z.string().min(32, { error: 'at least 32 characters are needed' }),
    })
    .optional(),
})
export type AccessSettings = z.infer<typeof accessSettings>
