/** What a record is about, so that it can be dropped: `citizen:001085000777`. */
export type Tag =
  | `citizen:${string}`
  | `commune:${string}`
  | `dossier:${string}`
  | `lists:${string}`
  | `procedure:${string}`
  | `province:${string}`
  | `source:${string}`

/** Every record bears the tag of its source. */
export const sourceTag = ({ source }: { readonly source: string }): Tag => `source:${source}`
