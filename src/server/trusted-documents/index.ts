import type { FastifyRequest } from 'fastify'
import type { GraphQLSchema } from 'graphql'
import { z } from 'zod'
import { type CheckSettings, createDocumentCheck } from './check.ts'
import { type ClientList, emptyList } from './client-list.ts'
import { type Documents, openDocuments } from './directory.ts'
import { OperationRefusedError } from './errors.ts'
import { isHash } from './manifest.ts'
import { nameOf, spelled } from './naming.ts'
import { type Form, formOf } from './parameters.ts'

/** Which operations may run: see docs/trusted-documents.md. */
export const trustedDocumentSettings = z
  .strictObject({
    /** One manifest for each client, by its id; `public.json` for readers without a token. */
    directory: z.string().min(1).optional(),
    /** Whether operations that nobody registered run as well. */
    adHoc: z.boolean().default(false),
    /** How often the files are looked at. */
    pollMs: z.int().min(10).default(2_000),
  })
  .refine(({ directory, adHoc }) => adHoc || directory !== undefined, {
    error: 'no operation could run: name a directory of registered ones, or set adHoc to true',
  })
export type TrustedDocumentSettings = z.infer<typeof trustedDocumentSettings>

/** Whose list readers without a token have. */
const publicClient = 'public'

const none: Documents = {
  listOf: () => undefined,
  isKnown: () => false,
  close: () => undefined,
}

/**
 * Why an id that is not on the caller's list is refused. That it is on another's is told to known clients only, and of
 * hashes only: whoever can name one has the text already, while ids such as `7` could be guessed to learn what others
 * run. Both lists are looked at for everybody, so that the time tells nothing either.
 */
const refusal = (id: string, isElsewhere: boolean, client: string | null) => {
  const isTold = isElsewhere && client !== null && isHash(id)
  return new OperationRefusedError(
    isTold ? 'OPERATION_NOT_ALLOWED' : 'PERSISTED_QUERY_NOT_FOUND',
    client,
  )
}

export interface TrustedDocuments {
  /**
   * Lets a request pass if its operation may run, with its text in the place of its id. `client` is null for a reader
   * without a token.
   *
   * @throws OperationRefusedError, and BadInputError where the operation is named in a way that cannot be read
   */
  admit(request: FastifyRequest, client: string | null): void
  close(): void
}

const spell = (form: Form, text: string): void => form.write(spelled(form.parameters, text))

const createAdmission = (documents: Documents, adHoc: boolean): TrustedDocuments => {
  const textFor = (id: string, { textsById }: ClientList, client: string | null): string => {
    const text = textsById.get(id)
    const isElsewhere = documents.isKnown(id)
    if (text === undefined) throw refusal(id, isElsewhere, client)
    return text
  }
  return {
    admit(request, client) {
      const form = formOf(request)
      const named = form && nameOf(form.parameters)
      if (form === null || named === null) return
      const list = documents.listOf(client ?? publicClient) ?? emptyList
      if ('id' in named) spell(form, textFor(named.id, list, client))
      else if (!adHoc && !list.texts.has(named.text))
        throw new OperationRefusedError('OPERATION_NOT_ALLOWED', client)
      // A hash beside its text would be taken for a wish to register it.
      else if (named.hasHash) spell(form, named.text)
    },
    close: () => documents.close(),
  }
}

/** @throws TrustedDocumentsError where a file cannot be used */
export const createTrustedDocuments = async (
  { directory, adHoc, pollMs }: TrustedDocumentSettings,
  schema: GraphQLSchema,
  settings: CheckSettings,
): Promise<TrustedDocuments> => {
  if (directory === undefined) return createAdmission(none, adHoc)
  const check = createDocumentCheck(schema, settings)
  return createAdmission(await openDocuments(directory, check, pollMs), adHoc)
}
