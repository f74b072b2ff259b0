/** What the simulated government says once every simulator listens. */
export interface ReadyMessage {
  readonly type: 'ready'
  readonly gatewayConfig: unknown
  /** Where the list of people and dossiers to look up is. */
  readonly sandboxUrl: string
}

export const isReadyMessage = (message: unknown): message is ReadyMessage =>
  typeof message === 'object' &&
  message !== null &&
  'type' in message &&
  message.type === 'ready' &&
  'gatewayConfig' in message &&
  'sandboxUrl' in message &&
  typeof message.sandboxUrl === 'string'
