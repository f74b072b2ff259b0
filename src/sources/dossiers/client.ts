import type { ClientDeps, DialectClient } from './dialect.ts'
import { createIgateClient } from './igate/client.ts'
import { createPacketClient } from './packet/client.ts'
import type { InstanceSettings } from './settings.ts'

/** The client of one installation, in its own dialect. */
export const createClient = (settings: InstanceSettings, deps: ClientDeps): DialectClient => {
  switch (settings.dialect) {
    case 'igate':
      return createIgateClient(settings, deps)
    case 'packet':
      return createPacketClient(settings, deps)
  }
}
