import { z } from 'zod'

/** How citizens, and portals for them, ask who looked at their data. */
export const usageSettings = z.strictObject({
  /**
   * Whether `userCode` may stand in the URL, where the protocol has it. Every proxy on the way then writes a person's number
   * into its access log, so it is for whoever answers for those logs to say.
   */
  userCodeInUrl: z.boolean().default(false),
})
export type UsageSettings = z.infer<typeof usageSettings>
