import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { checkoutFolder, dataFolder } from '@mt/infra/paths'
import { makeTemporaryFolder } from '@mt/infra/process/temporary-folder'
import { z } from 'zod'

/** A change of the guide's text: what stands in a file, and what is to stand there instead. */
export interface Edit {
  file: string
  find: string
  replace: string
}

export interface BuiltService extends AsyncDisposable {
  /** The files that the guide has its reader write, by their paths in the repository. */
  files: Map<string, string>
  /** The service's own folder. */
  folder: string
}

export interface TestOutcome {
  name: string
  passed: boolean
}

const page = join(checkoutFolder, 'docs/guide/your-own-service.md')
const binaries = join(checkoutFolder, 'node_modules/.bin')

/** Writes the service of the guide into a folder of its own inside the checkout, so that it finds its packages. */
export async function buildService(edits: Edit[] = []): Promise<BuiltService> {
  const files = filesOf(await readFile(page, 'utf8'))
  for (const edit of edits) files.set(edit.file, edited(files, edit))
  await mkdir(dataFolder, { recursive: true })
  const { path, remove } = await makeTemporaryFolder(dataFolder)
  await symlink(join(checkoutFolder, 'tsconfig.base.json'), join(path, 'tsconfig.base.json'))
  for (const [file, text] of files) {
    await mkdir(dirname(join(path, file)), { recursive: true })
    await writeFile(join(path, file), text)
  }
  return { files, folder: join(path, 'apps/notes'), [Symbol.asyncDispose]: remove }
}

/** Runs the service's own tests, as its reader would. */
export async function runTests(folder: string): Promise<TestOutcome[]> {
  const report = join(folder, 'report.json')
  await run(folder, 'vitest', [
    'run',
    `--config=${join(checkoutFolder, 'vitest.config.ts')}`,
    '--reporter=json',
    `--outputFile=${report}`,
  ])
  const { testResults } = reportSchema.parse(JSON.parse(await readFile(report, 'utf8')))
  return testResults.flatMap(({ assertionResults }) =>
    assertionResults.map(({ fullName, status }) => ({
      name: fullName,
      passed: status === 'passed',
    })),
  )
}

/** What the compiler says of the service; empty when it is content. */
export async function checkTypes(folder: string): Promise<string> {
  return run(folder, 'tsc', ['--noEmit', '-p', '.'])
}

const reportSchema = z.object({
  testResults: z.array(
    z.object({ assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })) }),
  ),
})

/** Each block of code names its file behind the language. */
function filesOf(text: string): Map<string, string> {
  const blocks = text.matchAll(/^```\w+ (apps\/\S+)\n(.*?)^```$/gms)
  return new Map(Array.from(blocks, ([, file = '', code = '']) => [file, code]))
}

function edited(files: Map<string, string>, { file, find, replace }: Edit): string {
  const text = files.get(file) ?? ''
  if (!text.includes(find)) throw new Error(`${file} has no ${find}`)
  return text.replaceAll(find, () => replace)
}

/** Resolves to what the program says, however it ends: it fails where a test is to fail. */
async function run(folder: string, program: string, args: string[]): Promise<string> {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST'))
  const child = spawn(process.execPath, [join(binaries, program), ...args], {
    cwd: folder,
    env: Object.fromEntries(own),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said = await Array.fromAsync(child.stdout.setEncoding('utf8') as AsyncIterable<string>)
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return said.join('')
}
