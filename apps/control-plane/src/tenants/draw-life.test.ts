import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { drawLife } from './draw-life.ts'

const page = new URL('../../../../docs/tenant-life.md', import.meta.url)

describe('drawLife', () => {
  it('matches docs/tenant-life.md (update: npm run picture -w @mt/control-plane)', async () => {
    const text = await readFile(page, 'utf8')
    expect(/```mermaid\n([\s\S]*?)\n```/.exec(text)?.[1]).toBe(drawLife())
  })
})
