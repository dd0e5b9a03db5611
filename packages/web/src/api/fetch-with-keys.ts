/** How many unanswered requests are remembered; beyond that, the oldest are forgotten. */
const maxUnanswered = 20

/**
 * Like fetch, with an Idempotency-Key on each POST. A request without an answer keeps its key: if the user
 * presses the button again with the same content, the request is carried out once. After an answer, the
 * same content is a new request.
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

/** 128 random bits. `crypto.randomUUID` exists only over TLS. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
