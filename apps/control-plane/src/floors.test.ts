import { glob, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'

/**
 * The layers of the control plane, from top to bottom. A folder imports only from its own layer or a lower
 * one, types included, and no two folders import each other.
 */
const layers = [
  // The files that put the parts together: main, start, context, config.
  ['.'],
  // Requests and answers.
  ['http'],
  // One file for each verb.
  ['verbs'],
  // Durable work.
  ['fleet', 'operations', 'supervision'],
  // Tenants and other rows, their rules and their form in the API.
  ['api-keys', 'audit', 'domains', 'placement', 'plans', 'sessions', 'tenants', 'usage'],
  // The databases, Redis, the services and what runs them.
  ['data-plane', 'database', 'queue', 'registry', 'runtimes'],
]

const root = import.meta.dirname
const files = await Array.fromAsync(
  glob('**/*.ts', { cwd: root, exclude: ['**/*.test.ts', 'testing/**'] }),
)

interface Import {
  from: string
  to: string
}

const specifier = /(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'/g

async function importsOf(from: string): Promise<Import[]> {
  const text = await readFile(join(root, from), 'utf8')
  return [...text.matchAll(specifier)].map(([, to = '']) => ({
    from,
    to: join(dirname(from), to),
  }))
}

const imports = (await Promise.all(files.map(importsOf))).flat()

function layerOf(file: string): number {
  const folder = file.includes('/') ? file.slice(0, file.indexOf('/')) : '.'
  return layers.findIndex((folders) => folders.includes(folder))
}

const textOf = ({ from, to }: Import) => `${from} imports ${to}`

/** One import for each pair of folders; a subfolder counts as a folder of its own. */
function folderGraph(): Map<string, Map<string, Import>> {
  const graph = new Map<string, Map<string, Import>>()
  for (const each of imports) {
    const [from, to] = [dirname(each.from), dirname(each.to)]
    if (from === to) continue
    graph.set(from, (graph.get(from) ?? new Map()).set(to, each))
  }
  return graph
}

/** A chain of imports that leads from a folder back to itself, if there is one. */
function cycleThrough(folder: string, graph: ReturnType<typeof folderGraph>): Import[] {
  const paths: Import[][] = [[]]
  const seen = new Set<string>()
  for (const path of paths) {
    const end = path.at(-1)
    for (const [to, each] of graph.get(end ? dirname(end.to) : folder) ?? []) {
      if (to === folder) return [...path, each]
      if (!seen.has(to)) paths.push([...path, each])
      seen.add(to)
    }
  }
  return []
}

describe('the layers of the control plane', () => {
  it('include every file', () => {
    expect(files.filter((file) => layerOf(file) === -1)).toEqual([])
  })

  it('are not crossed upwards by any import', () => {
    const up = imports.filter(({ from, to }) => layerOf(to) < layerOf(from))
    expect(up.map(textOf)).toEqual([])
  })

  it('contain no folders that import each other', () => {
    const graph = folderGraph()
    const cycles = [...graph.keys()].map((folder) => cycleThrough(folder, graph).map(textOf))
    expect(cycles.filter((circle) => circle.length > 0)).toEqual([])
  })
})
