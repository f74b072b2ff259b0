declare const brand: unique symbol

/** A string that has passed a check; only the function that checks may make one. */
export type Brand<Name extends string> = string & { readonly [brand]: Name }
