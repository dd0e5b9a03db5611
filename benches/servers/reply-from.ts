import replyFrom from '@fastify/reply-from'
import fastify from 'fastify'

/** Plain forwarding by @fastify/reply-from. Arguments: port, upstream. */
const [port, upstream = ''] = process.argv.slice(2)
const app = fastify({ logger: false })
app.register(replyFrom, { base: upstream, undici: { connections: 128, pipelining: 1 } })
app.all('/*', (request, reply) => reply.from(request.url))
await app.listen({ port: Number(port), host: '127.0.0.1' })
