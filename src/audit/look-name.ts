const placeDigits = 4

/** The most looks that have a name in common. */
export const mostTogether = 16 ** placeDigits

/** Looks that are recorded together are named alike but for their place among each other, counted from 0. */
export const nameLook = (group: string, place: number): string =>
  group + place.toString(16).padStart(placeDigits, '0')

export const groupOf = (look: string): string => look.slice(0, -placeDigits)

export const placeIn = (look: string): number => Number.parseInt(look.slice(-placeDigits), 16)
