/** So many requests without an answer are remembered; of more, the oldest are forgotten. */
const maxUnanswered = 20

/**
 * As fetch, with an Idempotency-Key on each POST. A request that got no answer keeps its key: sent again
 * with the same content, by whoever presses the button again, it is not done twice. One that was answered
 * has had its turn, and the same content after that is a new request.
 */
export function fetchWithKeys(): (request: Request) => Promise<Response> {
  const unanswered = new Map<string, string>()

  function keyFor(content: string): string {
    const key = unanswered.get(content) ?? newKey()
    unanswered.set(content, key)
    const [oldest] = unanswered.keys()
    if (unanswered.size > maxUnanswered && oldest !== undefined) unanswered.delete(oldest)
    return key
  }

  return async function fetchWithKey(request) {
    if (request.method !== 'POST') return fetch(request)
    const content = `${request.url} ${await request.clone().text()}`
    request.headers.set('idempotency-key', keyFor(content))
    const response = await fetch(request)
    if (response.status < 500) unanswered.delete(content)
    return response
  }
}

/** 128 random bits. `crypto.randomUUID` is there over TLS alone. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
