import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access } from 'node:fs/promises'
import { expect, it } from 'vitest'

/** Makes a folder for tenants with a service in it, prints both, and waits to be killed. */
const launcher = `
  import { mkdir } from 'node:fs/promises'
  import { makeTenants } from '${new URL('tenants.ts', import.meta.url)}'
  import { startRecorded } from '@mt/local-servers/processes/recorded-process'
  import { recordsOf } from '@mt/local-servers/tenants/tenant-processes'
  const { env } = await makeTenants()
  const tenant = env.RUNTIME_FOLDER + '/a-tenant'
  await mkdir(tenant)
  const child = await startRecorded({
    file: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'], env: {}, folder: tenant,
    logFile: tenant + '/log', recordFile: recordsOf(tenant).service,
  })
  console.log(JSON.stringify({ pid: child.pid, folder: env.RUNTIME_FOLDER }))
  setInterval(() => {}, 1000)
`

it('ends the tenants of a launcher that is killed, and removes their folder after them', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', launcher], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: import.meta.dirname,
  })
  const [line] = await once(child.stdout, 'data')
  const { pid, folder } = JSON.parse(String(line))
  expect(isAlive(pid)).toBe(true)
  child.kill('SIGKILL')
  await expect.poll(() => isAlive(pid)).toBe(false)
  await expect.poll(() => isThere(folder)).toBe(false)
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
