import { glob, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'

/**
 * The control plane from the roof to the ground. Folders import what stands on their own floor or further
 * down, for types too, and no two of them each other.
 */
const floors = [
  // Where the parts are put together: main, start, context, config.
  ['.'],
  // What comes in and what is answered.
  ['http'],
  // One file for each thing that can be asked.
  ['verbs'],
  // What goes on when nobody waits any more.
  ['fleet', 'operations', 'supervision'],
  // What there is: its rows, its rules and how it is told.
  ['api-keys', 'audit', 'placement', 'plans', 'sessions', 'tenants', 'usage'],
  // What it stands on: the databases, Redis, the services and what runs them.
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

function floorOf(file: string): number {
  const folder = file.includes('/') ? file.slice(0, file.indexOf('/')) : '.'
  return floors.findIndex((folders) => folders.includes(folder))
}

const told = ({ from, to }: Import) => `${from} imports ${to}`

/** The import by which each folder knows each other one, whole paths apart: a folder and one in it are two. */
function folderGraph(): Map<string, Map<string, Import>> {
  const graph = new Map<string, Map<string, Import>>()
  for (const each of imports) {
    const [from, to] = [dirname(each.from), dirname(each.to)]
    if (from === to) continue
    graph.set(from, (graph.get(from) ?? new Map()).set(to, each))
  }
  return graph
}

/** Imports that lead from a folder back to itself, if any do. */
function circleThrough(folder: string, graph: ReturnType<typeof folderGraph>): Import[] {
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

describe('the floors of the control plane', () => {
  it('have a place for every file', () => {
    expect(files.filter((file) => floorOf(file) === -1)).toEqual([])
  })

  it('are not climbed by any import', () => {
    const up = imports.filter(({ from, to }) => floorOf(to) < floorOf(from))
    expect(up.map(told)).toEqual([])
  })

  it('have no folders that import each other', () => {
    const graph = folderGraph()
    const circles = [...graph.keys()].map((folder) => circleThrough(folder, graph).map(told))
    expect(circles.filter((circle) => circle.length > 0)).toEqual([])
  })
})
