/** The simulated government takes 44 ports from here: see `mocks/README.md`. */
const defaultPort = 4100

/** Leaves room for all instances below 65,536. */
const lastPort = 65_400

export const portAdvice = [
  `MOCKS_PORT phải là 0 hoặc một số từ 1024 đến ${String(lastPort)}.`,
  `MOCKS_PORT must be 0 or a number from 1024 to ${String(lastPort)}.`,
]

/** Reads `MOCKS_PORT`; null for anything but 0 or a port that leaves room for all simulators. */
export const parsePort = (text: string | undefined): number | null => {
  if (text === undefined || text === '') return defaultPort
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN
  return port === 0 || (port >= 1024 && port <= lastPort) ? port : null
}
