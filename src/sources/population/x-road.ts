import { createSend, readText, type Step } from '../../http/index.ts'
import { toEnvelope } from './envelope.ts'
import { rejected, source } from './errors.ts'
import type { XRoadSettings } from './settings.ts'
import { basicSignature, toTimestamp } from './signing.ts'
import { readEnvelope } from './soap.ts'
import type { PopulationTransport } from './transport.ts'
import { readRows } from './wire.ts'

/**
 * Signs every attempt anew: the source accepts a signature for minutes only. The machine's own clock is the one that
 * counts here, whatever day the gateway is told it is.
 */
const signed = ({ baseUrl, credentials }: XRoadSettings): Step => {
  const { user, secret, xRoadClient, apiKey, timestampUnit } = credentials
  const basePath = new URL(baseUrl).pathname.replace(/\/$/, '')
  return (next) => (request) => {
    const timestamp = toTimestamp(Date.now(), timestampUnit)
    const headers = {
      ...request.headers,
      Timestamp: timestamp,
      Authorization: basicSignature({ path: basePath + request.path, user, timestamp, secret }),
      'X-Road-Client': xRoadClient,
      ApiKey: apiKey,
    }
    return next({ ...request, headers })
  }
}

/** SOAP 1.1 over the national bus. */
export const createXRoad = (
  settings: XRoadSettings,
  budget: readonly Step[],
): PopulationTransport => {
  const upstream = createSend({ source, instance: null, ...settings }, ...budget, signed(settings))
  return {
    async ask(question) {
      const incoming = await upstream.send({
        method: 'POST',
        path: settings.path,
        route: settings.path,
        // The source wants application/xml although SOAP 1.1 says text/xml, and an action that is there but empty.
        headers: { 'Content-Type': 'application/xml', SOAPAction: '""' },
        body: toEnvelope(question),
        idempotent: true,
      })
      if (incoming.status >= 400) throw rejected()
      return readRows(readEnvelope(readText(source, null, incoming)))
    },
    close: () => upstream.close(),
  }
}
