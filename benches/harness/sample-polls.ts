import { createHash, randomUUID } from 'node:crypto'

/**
 * The content of tenants and of the bare server: with the same ids, so that the same requests do the same.
 */
export const sampleToken = 'a'.repeat(43)
const tokenHash = createHash('sha256').update(sampleToken).digest('hex')
const userId = randomUUID()
const choicesEach = 4

/** Ids that sort in the order of their numbers, like UUIDv7. */
export function pollId(n: number): string {
  return idOf(0, n)
}

export function choiceId(poll: number, n: number): string {
  return idOf(n + 1, poll)
}

function idOf(kind: number, n: number): string {
  return `0192f0c1-000${kind}-7000-8000-${n.toString(16).padStart(12, '0')}`
}

/**
 * SQL that writes one user, a token, and `count` polls with choices. `tenantId` adds a column, if it is
 * given.
 */
export function fillPolls(count: number, tenantId?: string): string {
  const [column, value] = tenantId ? ['tenant_id, ', `'${tenantId}', `] : ['', '']
  const id = (kind: number) =>
    `('0192f0c1-000${kind}-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`
  const choices = Array.from(
    { length: choicesEach },
    (_, i) => `insert into choices (${column}id, poll_id, choice_text, votes)
      select ${value}${id(i + 1)}, ${id(0)}, 'Choice number ${i}', ${i} from generate_series(1, ${count}) n;`,
  )
  return `
    insert into users (${column}id, username, email, password_hash, created_at)
      values (${value}'${userId}', 'alice', 'alice@example.org', '', now());
    insert into tokens (${column}id, user_id, token_hash, created_at, expires_at)
      values (${value}'${randomUUID()}', '${userId}', '${tokenHash}', now(), now() + interval '1 day');
    insert into polls (${column}id, question, created_by_id, pub_date)
      select ${value}${id(0)}, 'What shall we have for lunch today? ' || n, '${userId}', date_trunc('milliseconds', now())
      from generate_series(1, ${count}) n;
    ${choices.join('\n')}
    analyze users, tokens, polls, choices, votes;`
}
