import type {
  FieldNode,
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLResolveInfo,
  GraphQLSchema,
} from 'graphql'
import { type Frame, linkedPath } from './frame.ts'
import type { Run } from './types.ts'

/** What `info` says of a field whichever run it is in. */
export interface FieldFacts {
  readonly fieldName: string
  readonly fieldNodes: readonly FieldNode[]
  readonly returnType: GraphQLOutputType
  readonly parentType: GraphQLObjectType
  readonly key: string
}

/** The fourth argument of a resolver; hardly any reads it, so each part is made when it is read. */
export class ResolveInfo implements GraphQLResolveInfo {
  readonly #field: FieldFacts
  readonly #run: Run
  readonly #frame: Frame

  constructor(field: FieldFacts, run: Run, frame: Frame) {
    this.#field = field
    this.#run = run
    this.#frame = frame
  }

  get fieldName(): string {
    return this.#field.fieldName
  }
  get fieldNodes(): readonly FieldNode[] {
    return this.#field.fieldNodes
  }
  get returnType(): GraphQLOutputType {
    return this.#field.returnType
  }
  get parentType(): GraphQLObjectType {
    return this.#field.parentType
  }
  get path(): GraphQLResolveInfo['path'] {
    return linkedPath(this.#frame, this.#field.key, this.#field.parentType.name)
  }
  get schema(): GraphQLSchema {
    return this.#run.operation.schema
  }
  get fragments(): GraphQLResolveInfo['fragments'] {
    return this.#run.operation.fragments
  }
  get rootValue(): unknown {
    return this.#run.rootValue
  }
  get operation(): GraphQLResolveInfo['operation'] {
    return this.#run.operation.operation
  }
  get variableValues(): GraphQLResolveInfo['variableValues'] {
    return this.#run.variables
  }
}
