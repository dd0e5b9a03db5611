import { readFile, writeFile } from 'node:fs/promises'
import { drawLife } from './draw-life.ts'

/** Updates the diagram in docs/tenant-life.md. */
const page = new URL('../../../../docs/tenant-life.md', import.meta.url)
const text = await readFile(page, 'utf8')
const picture = `\`\`\`mermaid\n${drawLife()}\n\`\`\``
await writeFile(page, text.replace(/```mermaid\n[\s\S]*?\n```/, picture))
