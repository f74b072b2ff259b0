import {
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import type { Operation } from './types.ts'

/**
 * How many fields the plan of an operation may come to hold at most, with fragments spread: a few words that spread a
 * fragment at every place make thousands. A document that was validated has no circle of fragments.
 */
export const fieldCount = ({ operation, fragments }: Operation): number => {
  const counted = new Map<FragmentDefinitionNode, number>()

  const inFragment = (fragment: FragmentDefinitionNode | undefined): number => {
    if (fragment === undefined) return 0
    const known = counted.get(fragment)
    if (known !== undefined) return known
    counted.set(fragment, 0)
    const count = inSet(fragment.selectionSet)
    counted.set(fragment, count)
    return count
  }

  const inSelection = (node: SelectionNode): number => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return inFragment(fragments[node.name.value])
    return Number(node.kind === Kind.FIELD) + inSet(node.selectionSet)
  }

  const inSet = (set: SelectionSetNode | undefined): number =>
    (set?.selections ?? []).reduce((sum, node) => sum + inSelection(node), 0)

  return inSet(operation.selectionSet)
}
