import { createService } from './service.ts'

/*
 * What an answer costs that is there already: one string of bytes, sent by Fastify with the gateway's headers. The text
 * is handed over by the bench: it is the answer that the gateway gave.
 */

const service = createService()
const body = Buffer.from(process.env['BENCH_BYTES'] ?? '{}')

service.http.post('/graphql', (_, reply) =>
  reply.header('cache-control', 'no-store').type('application/json; charset=utf-8').send(body),
)
await service.listen()
