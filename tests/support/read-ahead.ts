import type { Config } from '../../src/config.ts'

/** Of what a test counts nothing is asked by the gateway itself, a second after its start. */
export const withoutReadAhead = (config: Config): Config => ({
  ...config,
  procedures: {
    ...config.procedures,
    readAhead: { ...config.procedures.readAhead, enabled: false },
  },
})
