/** Names are compared as read, whatever the case and however the accents are composed. */
export const nameKey = (name: string): string =>
  name.normalize('NFC').trim().toLowerCase().normalize('NFC')

interface CodeOrName {
  readonly code?: string | undefined
  readonly name?: string | undefined
}

/** Whether a row of the policy means this entry of the catalogue: by its code, where it has one, else by its name. */
export const means = (
  row: CodeOrName,
  { code, name }: { readonly code: string | null; readonly name: string },
): boolean =>
  row.code === undefined
    ? row.name !== undefined && nameKey(row.name) === nameKey(name)
    : row.code === code
