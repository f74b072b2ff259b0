/** The shared tier did not answer in time, refused, or is not asked because of the last failures: go on without it. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'

  constructor(options?: ErrorOptions) {
    super('the shared cache is unavailable', options)
  }
}
