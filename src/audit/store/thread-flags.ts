const ofServers =
  /^--(use-system-ca|tls-(min|max)-v1\.[0-3]|no-network-family-autoselection|(dns-result-order|network-family-autoselection-attempt-timeout)=.+)$/

/**
 * Of the flags that Node was started with those by which servers are found and trusted: PostgreSQL is asked by the thread. The
 * others, such as the file to begin with, are the first thread's own, or those of the whole process.
 */
export const flagsForThread = (flags: readonly string[]): string[] =>
  flags.filter((flag) => ofServers.test(flag))
