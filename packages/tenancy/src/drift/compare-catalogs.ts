import type { CatalogItem } from './read-catalog.ts'

/** One difference between a placement and its version. */
export interface Difference {
  kind: CatalogItem['kind']
  name: string
  /** What should exist; absent for something that should not. */
  expected?: string
  /** What exists; absent for something that is missing. */
  found?: string
}

/** How `found` differs from `expected`, in the order of kinds and names. Empty if they are the same. */
export function compareCatalogs(
  expected: readonly CatalogItem[],
  found: readonly CatalogItem[],
): Difference[] {
  const [wanted, real] = [byKey(expected), byKey(found)]
  const keys = [...new Set([...wanted.keys(), ...real.keys()])].sort()
  return keys.flatMap((key) => difference(wanted.get(key), real.get(key)))
}

function difference(wanted?: CatalogItem, real?: CatalogItem): Difference[] {
  const item = wanted ?? real
  if (!item || wanted?.definition === real?.definition) return []
  return [
    {
      kind: item.kind,
      name: item.name,
      ...(wanted ? { expected: wanted.definition } : {}),
      ...(real ? { found: real.definition } : {}),
    },
  ]
}

function byKey(items: readonly CatalogItem[]): Map<string, CatalogItem> {
  return new Map(items.map((item) => [`${item.kind} ${item.name}`, item]))
}
