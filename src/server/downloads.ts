import type { FastifyInstance } from 'fastify'
import type { Sources } from '../sources/index.ts'

/** The mended table of old and new units, for spreadsheets and for systems that keep their own copy. */
export const downloads = (http: FastifyInstance, { units }: Sources): void => {
  http.get('/units/former.csv', (_, reply) =>
    reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="former-units.csv"')
      .header('cache-control', 'public, max-age=86400')
      .send(units.formerTableCsv()),
  )
}
