type Config = Readonly<Record<string, unknown>>

/** Of what a test counts nothing is asked by the gateway itself, a second after its start; a test that is about that says so. */
export const withoutReadAhead = (config: Config): Config => ({
  ...config,
  procedures: { ...(config['procedures'] as object), readAhead: { enabled: false } },
})
