import { buildSchema, execute, type ExecutionResult, type GraphQLSchema, parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import { createExecutor } from '../../src/executor/index.ts'
import { type Guard, guarded } from '../../src/lib/guard.ts'
import { immediate, type ManyLoader, reference } from '../../src/lib/reference.ts'

interface Book {
  readonly title: string
  readonly authorId: string | null
  readonly banned?: boolean
}

interface Author {
  readonly name: string
  readonly townId: string
}

interface Library {
  readonly books: readonly Book[]
  readonly authors: ManyLoader<string, Author | null>
  readonly towns: ManyLoader<string, { name: string }>
}

const text = `
  type Query { shelf: [Book!]! shelves: [[Book!]!]! works: [Work!]! first: Book }
  union Work = Book
  type Book { title: String! author: Author writer: Author! }
  type Author { name: String! town: Town! }
  type Town { name: String! }
`

const noBanned: Guard<Library> = (book) =>
  (book as Book).banned === true ? { value: null } : undefined

const setResolver = (schema: GraphQLSchema, type: string, field: string, resolve: unknown) =>
  Object.assign((schema.getType(type) as never as { getFields(): never }).getFields()[field], {
    resolve,
  })

const author = reference({
  key: ({ authorId }: Book) => authorId ?? immediate(null),
  load: ({ authors }: Library) => authors,
})
const town = reference({
  key: ({ townId }: Author) => townId,
  load: ({ towns }: Library) => towns,
})

const schema = buildSchema(text)
setResolver(schema, 'Query', 'shelf', (_: unknown, __: unknown, { books }: Library) => books)
setResolver(schema, 'Query', 'shelves', (_: unknown, __: unknown, { books }: Library) =>
  books.map((book) => [book, book]),
)
setResolver(schema, 'Query', 'works', (_: unknown, __: unknown, { books }: Library) =>
  books.map((book) => ({ __typename: 'Book', ...book })),
)
setResolver(schema, 'Query', 'first', (_: unknown, __: unknown, { books }: Library) => books[0])
setResolver(schema, 'Book', 'author', guarded(noBanned, author as never))
setResolver(schema, 'Book', 'writer', author)
setResolver(schema, 'Author', 'town', town)

const executor = createExecutor(schema)

const run = (query: string, library: Library) => {
  const compiled = executor.compile(parse(query))
  if (compiled === null) throw new Error('Not compiled')
  return executor.run(compiled, { contextValue: library, variableValues: {} })
}

const byGraphqlJs = (query: string, library: Library) =>
  execute({ schema, document: parse(query), contextValue: library })

/** A loader that remembers what it was asked. */
const recorded = <V>(answer: (key: string) => V | Error, delayed = true) => {
  const asked: string[][] = []
  const wait = <T>(value: T) => (delayed ? Promise.resolve(value) : value)
  const loader: ManyLoader<string, V> = {
    load(key) {
      asked.push([key])
      const value = answer(key)
      if (value instanceof Error) throw value
      return wait(value)
    },
    loadMany(keys) {
      asked.push([...keys])
      return wait(keys.map(answer))
    },
  }
  return { asked, loader }
}

const manyBooks = (count: number): Book[] =>
  Array.from({ length: count }, (_, place) => ({ title: `T${place}`, authorId: `a${place % 40}` }))

const createLibrary = (books: readonly Book[], delayed = true) => {
  const authors = recorded<Author | null>((id) => ({ name: id, townId: `t${id.at(-1)}` }), delayed)
  const towns = recorded((id) => ({ name: id }), delayed)
  return {
    library: { books, authors: authors.loader, towns: towns.loader },
    asked: { authors: authors.asked, towns: towns.asked },
  }
}

const plain = (result: ExecutionResult): unknown => JSON.parse(JSON.stringify(result))

describe('references of a list', () => {
  test.each(['shelf', 'shelves', 'works'])('of %s are fetched in one step', async (field) => {
    const { library, asked } = createLibrary(manyBooks(50))
    const selection = field === 'works' ? '... on Book { author { name } }' : 'author { name }'
    const query = `{ ${field} { ${selection} } }`
    expect(plain(await run(query, library))).toEqual(plain(await byGraphqlJs(query, library)))
    expect(asked.authors[0]).toHaveLength(field === 'shelves' ? 100 : 50)
    expect(asked.authors.slice(1).every((keys) => keys.length === 1)).toBe(true)
  })

  test('are fetched level by level', async () => {
    const { library, asked } = createLibrary(manyBooks(50))
    const result = await run('{ shelf { title author { name town { name } } } }', library)
    expect(plain(result)).toMatchObject({
      data: { shelf: { 7: { title: 'T7', author: { name: 'a7', town: { name: 't7' } } } } },
    })
    expect(asked.authors.map((keys) => keys.length)).toEqual([50])
    expect(asked.towns.map((keys) => keys.length)).toEqual([50])
  })

  test('are fetched together under all names that the document gives them', async () => {
    const { library, asked } = createLibrary(manyBooks(3))
    await run('{ shelf { one: author { name } other: author { name } } }', library)
    expect(asked.authors).toEqual([['a0', 'a0', 'a1', 'a1', 'a2', 'a2']])
  })

  test('are fetched in one step also where every parent had to be waited for', async () => {
    const { library, asked } = createLibrary(manyBooks(50))
    const books = library.books.map((book) => Promise.resolve(book)) as unknown as Book[]
    await run('{ shelf { author { name } } }', { ...library, books })
    expect(asked.authors.map((keys) => keys.length)).toEqual([50])
  })

  test('that have no key ask for nothing', async () => {
    const { library, asked } = createLibrary([{ title: 'T', authorId: null }])
    expect(plain(await run('{ shelf { author { name } } }', library))).toEqual({
      data: { shelf: [{ author: null }] },
    })
    expect(asked.authors).toEqual([])
  })

  test('that a guard refuses are not asked for, in either executor', async () => {
    const books = manyBooks(3).map((book, place) => ({ ...book, banned: place === 1 }))
    const query = '{ shelf { author { name } } }'
    const ours = createLibrary(books)
    const theirs = createLibrary(books)
    const result = plain(await run(query, ours.library))
    expect(result).toEqual(plain(await byGraphqlJs(query, theirs.library)))
    expect(result).toMatchObject({
      data: { shelf: [{ author: { name: 'a0' } }, { author: null }, {}] },
    })
    expect(ours.asked.authors).toEqual([['a0', 'a2']])
    expect(theirs.asked.authors).toEqual([['a0'], ['a2']])
  })
})

describe('an entity at hand', () => {
  test('is answered without a promise, and nothing is fetched', () => {
    const { library, asked } = createLibrary(manyBooks(50))
    const authors = { ...library.authors, peek: (id: string) => ({ name: id, townId: 't1' }) }
    const result = run('{ shelf { author { name } } }', { ...library, authors })
    expect(result).not.toBeInstanceOf(Promise)
    expect(plain(result as ExecutionResult)).toMatchObject({
      data: { shelf: { 3: { author: { name: 'a3' } } } },
    })
    expect(asked.authors).toEqual([])
  })

  test('known to be absent is at hand as well', () => {
    const { library, asked } = createLibrary(manyBooks(2))
    const authors = { ...library.authors, peek: () => null }
    const result = run('{ shelf { author { name } } }', { ...library, authors })
    expect(result).toEqual({ data: { shelf: [{ author: null }, { author: null }] } })
    expect(asked.authors).toEqual([])
  })

  test('leaves only the others to be fetched', async () => {
    const { library, asked } = createLibrary(manyBooks(3))
    const peek = (id: string) => (id === 'a1' ? { name: 'here', townId: 't1' } : undefined)
    const result = run('{ shelf { author { name } } }', {
      ...library,
      authors: { ...library.authors, peek },
    })
    expect(plain(await result)).toEqual({
      data: {
        shelf: [
          { author: { name: 'a0' } },
          { author: { name: 'here' } },
          { author: { name: 'a2' } },
        ],
      },
    })
    expect(asked.authors).toEqual([['a0', 'a2']])
  })

  test('needs no promise where the loader itself answers at once, level after level', () => {
    const { library, asked } = createLibrary(manyBooks(50), false)
    const result = run('{ shelf { author { town { name } } } first { author { name } } }', library)
    expect(result).not.toBeInstanceOf(Promise)
    expect(asked.authors.map((keys) => keys.length)).toEqual([1, 50])
    expect(asked.towns.map((keys) => keys.length)).toEqual([50])
  })
})

describe('what goes wrong', () => {
  const failing = (raw: Error): ManyLoader<string, Author | null> => ({
    load: () => Promise.reject(raw),
    loadMany: () => Promise.reject(raw),
  })

  test('with one key costs the others nothing', async () => {
    const { library } = createLibrary(manyBooks(3))
    const { loader } = recorded<Author | null>((id) =>
      id === 'a1' ? new Error('no answer') : { name: id, townId: 't1' },
    )
    const query = '{ shelf { author { name } } }'
    const result = await run(query, { ...library, authors: loader })
    expect(plain(result)).toEqual(plain(await byGraphqlJs(query, { ...library, authors: loader })))
    expect(result.errors?.map(({ path }) => path)).toEqual([['shelf', 1, 'author']])
  })

  test.each([
    ['rejects', failing(new Error('down'))],
    [
      'throws',
      {
        load: () => {
          throw new Error('down')
        },
        loadMany: () => {
          throw new Error('down')
        },
      },
    ],
  ])('with a loader that %s is told of every field', async (_, authors) => {
    const { library } = createLibrary(manyBooks(2))
    const query = '{ shelf { title author { name } } }'
    const result = await run(query, { ...library, authors })
    expect(plain(result)).toEqual(plain(await byGraphqlJs(query, { ...library, authors })))
    expect(result.errors).toHaveLength(2)
  })

  test('with a loader that answers too few is an error where a value must be', async () => {
    const { library } = createLibrary(manyBooks(2))
    const authors = { ...library.authors, loadMany: () => [{ name: 'only', townId: 't' }] }
    expect(
      plain(await run('{ shelf { writer { name } } }', { ...library, authors })),
    ).toMatchObject({
      data: null,
      errors: [{ message: 'Cannot return null for non-nullable field Book.writer.' }],
    })
  })

  test('around a reference that waits leaves it unasked', async () => {
    const { library, asked } = createLibrary(manyBooks(1))
    const books = [{ authorId: 'a1' }] as unknown as Book[]
    const result = await run('{ first { author { name } title } }', { ...library, books })
    expect(result.data).toEqual({ first: null })
    const listed = await run('{ shelf { author { name } title } }', { ...library, books })
    expect(listed.data).toBeNull()
    expect(asked.authors).toEqual([['a1'], ['a1']])
  })
})
