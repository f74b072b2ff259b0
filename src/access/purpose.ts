import { parseDossierCode, parseProcedureCode } from '../domain/ids.ts'
import { BadInputError } from '../lib/errors.ts'
import type { Purpose } from './actor.ts'

const procedureHeader = 'lien-thong-procedure'
const dossierHeader = 'lien-thong-dossier'

/**
 * Reads the two purpose headers. A dossier without a procedure is refused: the population database asks for MaDVC on
 * every call.
 */
export const readPurpose = (header: (name: string) => string | undefined): Purpose | null => {
  const rawProcedure = header(procedureHeader)
  const rawDossier = header(dossierHeader)
  if (rawProcedure === undefined && rawDossier === undefined) return null
  const procedure = parseProcedureCode(rawProcedure ?? '')
  if (procedure === null)
    throw new BadInputError(procedureHeader, 'a procedure code is needed, such as 1.001193')
  if (rawDossier === undefined) return { procedure, dossier: null }
  const dossier = parseDossierCode(rawDossier)
  if (dossier === null)
    throw new BadInputError(dossierHeader, 'a dossier code is needed, such as H26.101-261118-0007')
  return { procedure, dossier: dossier.code }
}
