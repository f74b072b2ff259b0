/** Việt Nam đồng: an integer, safe to 2^53. */
export type Vnd = number
