import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { endSignal, exitCodeOf } from '@mt/infra/process/signals'
import { runVitest } from '../run-vitest.ts'
import { findBaseImages } from './base-images.ts'
import { type ComposePlatform, startComposePlatform } from './compose-platform.ts'
import { whyNoDocker } from './docker.ts'

const ending = endSignal()
const tests = fileURLToPath(new URL('..', import.meta.url))

/**
 * `npm run test:docker`: builds the images, brings compose.yaml up on free ports, breaks it and looks at its
 * walls, runs the conformance suite through it, and takes everything away again but the images. Exits with 0
 * when all holds, 1 when something does not, 69 where no containers can be run.
 */
async function testDocker(): Promise<number> {
  const missing = await whyNoDocker()
  if (missing !== undefined) {
    process.stderr.write(`NOT RUN: the tests in containers, because ${missing}\n`)
    return 69
  }
  const images = await timed('base images', findBaseImages)
  await using platform = await timed('build and start', () => startComposePlatform(images))
  const code = await timed('containers', () => runSuite(platform, images))
  return (await timed('conformance', () => runConformance(platform))) || code
}

function runSuite(platform: ComposePlatform, images: Record<string, string>): Promise<number> {
  return runVitest(['tests/docker/'], { DOCKER_TEST: JSON.stringify({ platform, images }) })
}

function runConformance({ gateway, ops, key }: ComposePlatform): Promise<number> {
  const args = ['--gateway', gateway, '--ops', ops, '--base-domain', 'polls.localhost']
  return node(['conformance/run.ts', ...args], { ...process.env, OPS_API_KEY: key })
}

async function node(args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  if (ending.aborted) return exitCodeOf(ending.reason)
  const child = spawn(process.execPath, args, { cwd: tests, env, stdio: 'inherit' })
  ending.addEventListener('abort', () => child.kill())
  const [code] = await once(child, 'close')
  return ending.aborted ? exitCodeOf(ending.reason) : (code ?? 1)
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const beginMs = performance.now()
  const result = await work()
  process.stdout.write(`\n${what}: ${((performance.now() - beginMs) / 1_000).toFixed(0)} s\n`)
  return result
}

process.exitCode = await testDocker()
