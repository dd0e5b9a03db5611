import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import pg from 'pg'

/**
 * The peer of polls: the same answers with one prepared statement each, JSON made by PostgreSQL, and
 * nothing else. No tenants, no walls, no framework, no log. Arguments: port, database URL.
 */
const [port, connectionString] = process.argv.slice(2)
const pool = new pg.Pool({ ...(connectionString ? { connectionString } : {}), max: 16 })

const user = `select u.id from tokens t join users u on u.id = t.user_id
  where t.token_hash = $1 and t.expires_at > now() and u.disabled_at is null`

const time = (column: string) =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

const poll = `json_build_object('id', p.id, 'question', p.question, 'pub_date', ${time('p.pub_date')},
  'closes_at', ${time('p.closes_at')}, 'created_by', json_build_object('id', u.id, 'username', u.username),
  'choices', coalesce((select json_agg(json_build_object('id', c.id, 'choice_text', c.choice_text, 'votes', c.votes)
    order by c.id) from choices c where c.poll_id = p.id), '[]'))`

const statements = {
  show: `select (select ${poll} from polls p join users u on u.id = p.created_by_id where p.id = $2)::text as answer
    from (${user}) w`,
  list: `select (select json_build_object('results', coalesce(json_agg(answer order by id desc), '[]'), 'next', min(id::text)) from (
      select p.id, ${poll} as answer from polls p join users u on u.id = p.created_by_id
      order by p.id desc limit $2) page)::text as answer
    from (${user}) w`,
  vote: `with w as (${user}),
    c as (select c.id, c.poll_id from choices c join polls p on p.id = c.poll_id
      where c.id = $3 and p.id = $2 and (p.closes_at is null or p.closes_at > now())),
    v as (insert into votes (id, poll_id, choice_id, voted_by_id, created_at)
      select $4, c.poll_id, c.id, w.id, now() from c, w on conflict do nothing returning *),
    n as (update choices set votes = votes + 1 from v where choices.id = v.choice_id)
    select json_build_object('id', id, 'poll', poll_id, 'choice', choice_id, 'voted_by', voted_by_id)::text as answer
      from v`,
}

type Name = keyof typeof statements

const server = createServer(async (request, response) => {
  const [status, body] = await answer(request).catch((error) => [500, String(error)] as const)
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': body.length })
    .end(body)
})
server.listen(Number(port), '127.0.0.1')

async function answer(request: IncomingMessage): Promise<readonly [number, Buffer]> {
  const [, , poll, , choice] = (request.url ?? '').split('?', 1)[0]?.split('/') ?? []
  if (!poll) return ask('list', request, [20], 200)
  if (request.method === 'POST') return ask('vote', request, [poll, choice, randomUUID()], 201)
  return ask('show', request, [poll], 200)
}

async function ask(name: Name, { headers }: IncomingMessage, values: unknown[], status: number) {
  const token = headers.authorization?.slice('Bearer '.length) ?? ''
  const hash = createHash('sha256').update(token).digest('hex')
  const { rows } = await pool.query({ name, text: statements[name], values: [hash, ...values] })
  const [row] = rows
  if (!row) return [401, Buffer.from('{}')] as const
  return row.answer === null
    ? ([404, Buffer.from('{}')] as const)
    : ([status, Buffer.from(row.answer)] as const)
}
