import { existsSync } from 'node:fs'
import { glob, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withheldFields } from '@mt/gateway/transport/withheld-fields'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const pages = await Array.fromAsync(
  glob(['*.md', 'docs/**/*.md', 'infra/*.md', 'benches/*.md'], { cwd: root }),
)

describe.each(pages)('%s', (page) => {
  it('links to files that exist', async () => {
    const text = await readFile(join(root, page), 'utf8')
    const targets = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)].map(([, target]) =>
      String(target),
    )
    const missing = targets.filter((target) => !existsSync(join(root, dirname(page), target)))
    expect(missing).toEqual([])
  })
})

describe('docs/security.md', () => {
  it('names each field that the gateway withholds', async () => {
    const text = (await readFile(join(root, 'docs/security.md'), 'utf8')).toLowerCase()
    const named = Object.keys(withheldFields).filter((name) => text.includes(`\`${name}\``))
    expect(named).toEqual(Object.keys(withheldFields))
  })
})
