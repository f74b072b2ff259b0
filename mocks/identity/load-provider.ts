import type { Provider } from 'oidc-provider'

/**
 * Loads the provider library without one of its warnings.
 *
 * It calls every Node release unsupported whose binary does not name an LTS line, the one this project pins included.
 * What it says about its configuration is let through: this project gives it keys, a store and lifetimes of its own.
 */
export const loadProvider = async (): Promise<typeof Provider> => {
  const warn = console.warn
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).includes('Unsupported runtime')) warn(...words)
  }
  try {
    return (await import('oidc-provider')).Provider
  } finally {
    console.warn = warn
  }
}
