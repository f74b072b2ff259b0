import type { CachePolicy } from './policy.ts'
import type { Tag } from './tags.ts'

/** What keys and tags are called outside this process: nothing about a person can be read from a name. */
export interface Names {
  key(policy: CachePolicy, key: string): string
  tag(tag: Tag): string
  /** Every name under which some replica may know the tag. */
  allOfTag(tag: Tag): readonly string[]
  /** Changes when names are made differently, so that what is in memory may not be found by its tags any more. */
  epoch(): string
}

/** For a process that shares nothing: its memory holds the records themselves. */
export const plainNames: Names = {
  key: (_, key) => key,
  tag: (tag) => tag,
  allOfTag: (tag) => [tag],
  epoch: () => '',
}
