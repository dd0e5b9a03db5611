import { fileURLToPath } from 'node:url'
import { run, succeeds } from '@mt/local-servers/processes/run'

const script = fileURLToPath(new URL('../../infra/docker/base-images/make.sh', import.meta.url))

/** The official images, by the variables that compose.yaml and the Dockerfile take them from. */
const official = {
  NODE_IMAGE: 'node:24-bookworm-slim',
  POSTGRES_IMAGE: 'postgres:18',
  REDIS_IMAGE: 'redis:8',
  HAPROXY_IMAGE: 'haproxy:3.2',
}

/** Base images to build on: the official ones where they can be had, else stand-ins that are made here. */
export async function findBaseImages(): Promise<Record<string, string>> {
  const had = []
  for (const image of Object.values(official)) had.push(await has(image))
  if (had.every(Boolean)) return official
  process.stdout.write('no registry of images is reached: base images are made here\n')
  const lines = (await run(script, [])).trim().split('\n')
  return Object.fromEntries(lines.map((line) => line.split('=') as [string, string]))
}

async function has(image: string): Promise<boolean> {
  if (await succeeds('docker', ['image', 'inspect', image])) return true
  return succeeds('docker', ['pull', '--quiet', image])
}
