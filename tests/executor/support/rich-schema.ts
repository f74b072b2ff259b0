import { buildSchema, type GraphQLSchema } from 'graphql'

/** A bit of everything that an executor meets. Fields of one name have one type, so that most selections merge. */
const richSchemaText = `
  enum Colour { RED GREEN BLUE }
  scalar Odd
  input Inner { on: Boolean = true, colours: [Colour!] }
  input Greeting { text: String!, times: Int = 2, inner: Inner }
  input Either @oneOf { id: ID, name: String }

  interface Node {
    id: ID!
    name(prefix: String = "x", many: Int): String
    friend: Node
    self: Node!
  }
  interface Living implements Node {
    id: ID!
    name(prefix: String = "x", many: Int): String
    friend: Node
    self: Node!
    age: Int
  }
  type Person implements Node & Living {
    id: ID!
    name(prefix: String = "x", many: Int): String
    friend: Node
    self: Node!
    age: Int
    years: Int!
    height: Float
    ok: Boolean!
    colour: Colour
    colours: [Colour!]
    odd: Odd
    odds: [Odd]!
    matrix: [[Int!]!]
    grid: [[Person]!]!
    boxes: [[[Anything!]]]
    pets: [Animal!]!
    wishes: [Anything]
    wish: Anything!
    person: Person!
    people: [Person!]
    greet(input: Greeting!, colours: [Colour!]): String
    need(word: String!): String!
    either(by: Either!): Node
  }
  type Dog implements Node & Living {
    id: ID!
    name(prefix: String = "x", many: Int): String
    friend: Node
    self: Node!
    age: Int
    ok: Boolean!
    owner: Person
    person: Person!
    tricks: [String!]!
  }
  type Cat implements Node {
    id: ID!
    name(prefix: String = "x", many: Int): String
    friend: Node
    self: Node!
    colour: Colour
    owner: Person
    wish: Anything!
    pets: [Animal!]!
  }
  union Animal = Dog | Cat
  union Anything = Person | Dog | Cat

  type Query {
    person: Person!
    people: [Person!]
    node: Node
    nodes: [Node]
    wish: Anything!
    wishes: [Anything]
    animal: Animal
    owner: Person
    colour: Colour
    again: Query
    greet(input: Greeting!, colours: [Colour!]): String
    either(by: Either!): Node
  }
`

export const buildRichSchema = (): GraphQLSchema => buildSchema(richSchemaText)
