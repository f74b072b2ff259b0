/** A record is shared by all who read it, and hashing a number costs more than all else that is judged of it. */
export const rememberJudged = <R extends object, V>(
  edition: () => object,
  judge: (record: R) => V,
): ((record: R) => V) => {
  let judgedBy = edition()
  let known = new WeakMap<R, { readonly verdict: V }>()
  return (record) => {
    const current = edition()
    if (current !== judgedBy) {
      judgedBy = current
      known = new WeakMap()
    }
    const judged = known.get(record)
    if (judged !== undefined) return judged.verdict
    const verdict = judge(record)
    known.set(record, { verdict })
    return verdict
  }
}
