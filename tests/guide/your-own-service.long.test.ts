import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkoutFolder } from '@mt/infra/paths'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { modelsOfTier } from '../tier.ts'
import { type BuiltService, buildService, checkTypes, runTests } from './built-service.ts'

const manifestSchema = z.object({ dependencies: z.record(z.string(), z.string()) })
const isCode = ([file]: [string, string]) => file.endsWith('.ts')

describe('the service that the guide has its reader write', () => {
  let service: BuiltService
  beforeAll(async () => {
    service = await buildService()
  })
  afterAll(() => service[Symbol.asyncDispose]())

  it('has fewer than a hundred lines, its test included', () => {
    const code = [...service.files].filter(isCode).map(([, text]) => text)
    const lines = code.flatMap((text) => text.split('\n')).filter((line) => line.trim() !== '')
    expect(code.length).toBeGreaterThan(5)
    expect(lines.length).toBeLessThan(100)
  })

  it('takes the libraries that polls takes', async () => {
    const polls = await readFile(join(checkoutFolder, 'apps/polls/package.json'), 'utf8')
    const wanted = manifestSchema.parse(JSON.parse(polls)).dependencies
    const manifest = JSON.parse(service.files.get('apps/notes/package.json') ?? '')
    const { dependencies } = manifestSchema.parse(manifest)
    expect(wanted).toMatchObject(dependencies)
  })

  it('has types that hold', async () => {
    expect(await checkTypes(service.folder)).toBe('')
  })

  it('shows all that a service has to show, in the isolation models of this run', async () => {
    const outcomes = await runTests(service.folder)
    expect(outcomes.filter(({ passed }) => !passed)).toEqual([])
    for (const model of modelsOfTier('shared', 'schema')) {
      const named = outcomes.filter(({ name }) => name.includes(`tenants in the model ${model}`))
      expect(named.length).toBeGreaterThan(10)
      expect(named.some(({ name }) => name.includes('a quota is what a tenant gets'))).toBe(true)
    }
  })
})
