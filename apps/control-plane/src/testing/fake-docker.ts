import { getRequestListener } from '@hono/node-server'
import { serve } from '@mt/shared/http/server'
import { Hono } from 'hono'

export interface FakeContainer {
  name: string
  image: string
  labels: Record<string, string>
  networks: string[]
  isRunning: boolean
}

/** A server that speaks as much of Docker's API as is asked of containers, and keeps them in memory. */
export async function startFakeDocker(images: readonly string[]) {
  const containers = new Map<string, FakeContainer>()
  const server = await serve({
    ...{ host: '127.0.0.1', port: 0 },
    listener: getRequestListener(apiOf(containers, images).fetch),
  })
  return { url: server.url, containers, close: () => server.close(0) }
}

function apiOf(containers: Map<string, FakeContainer>, images: readonly string[]) {
  const api = new Hono()
  const found = (name: string) => containers.get(name)
  api.get('/containers/json', (c) => {
    const { label = [] } = JSON.parse(c.req.query('filters') ?? '{}') as { label?: string[] }
    return c.json([...containers.values()].filter((each) => bears(each, label)).map(listed))
  })
  api.get('/networks', (c) => c.json([]))
  api.get('/volumes', (c) => c.json({ Volumes: [] }))
  api.get('/images/:name/json', (c) => {
    const name = c.req.param('name')
    return images.includes(name) ? c.json({ Id: `id of ${name}` }) : c.json({}, 404)
  })
  api.get('/containers/:name/json', (c) => {
    const container = found(c.req.param('name'))
    return container ? c.json(inspected(container)) : c.json({}, 404)
  })
  api.post('/containers/create', async (c) => {
    const name = c.req.query('name') ?? ''
    if (containers.has(name)) return c.json({}, 409)
    const { Image, Labels, HostConfig } = await c.req.json()
    const networks = [HostConfig.NetworkMode]
    containers.set(name, { name, image: Image, labels: Labels, networks, isRunning: false })
    return c.json({ Id: name }, 201)
  })
  api.post('/networks/:network/connect', async (c) => {
    found((await c.req.json()).Container)?.networks.push(c.req.param('network'))
    return c.json({})
  })
  api.post('/containers/:name/:verb', (c) => {
    const container = found(c.req.param('name'))
    if (!container) return c.json({}, 404)
    container.isRunning = c.req.param('verb') === 'start'
    return c.body(null, 204)
  })
  api.delete('/containers/:name', (c) => {
    return c.body(null, containers.delete(c.req.param('name')) ? 204 : 404)
  })
  return api
}

function bears({ labels }: FakeContainer, wanted: readonly string[]): boolean {
  return wanted.every((pair) => Object.entries(labels).some((label) => label.join('=') === pair))
}

function listed(container: FakeContainer) {
  const { name, labels, isRunning } = container
  const State = isRunning ? 'running' : 'exited'
  return { Id: name, Names: [`/${name}`], Labels: labels, State, ...settings(container) }
}

function inspected(container: FakeContainer) {
  const { name, labels, isRunning } = container
  const Status = isRunning ? 'running' : 'exited'
  return { Name: `/${name}`, Config: { Labels: labels }, State: { Status }, ...settings(container) }
}

function settings({ networks }: FakeContainer) {
  const Networks = Object.fromEntries(networks.map((each) => [each, { IPAddress: '10.0.0.2' }]))
  return { NetworkSettings: { Networks } }
}
