import { spawn } from 'node:child_process'
import { connect, createServer } from 'node:net'
import { testServers } from '@mt/shared/testing/servers'
import { it } from 'vitest'

it('forgets a connection, a server and a process', async () => {
  const { hostname, port } = new URL(testServers().redisUrl)
  await new Promise<void>((resolve) => connect(Number(port), hostname, resolve))
  await new Promise<void>((resolve) => createServer().listen(0, '127.0.0.1', resolve))
  // It ends with this worker.
  spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] })
})
