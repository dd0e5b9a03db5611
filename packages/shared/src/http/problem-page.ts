import { hash } from 'node:crypto'

/** What a page says instead of title and detail, which are for programs and their authors. */
export interface ForPeople {
  heading: string
  text: string
}

/** What a page needs of a problem. */
interface ShownProblem {
  status: number
  code: string
  title: string
  /** The detail, or the title once more. */
  message: string
  headers: Record<string, string>
  forPeople: ForPeople | undefined
}

const style = `
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
  body { display: grid; min-height: 90vh; margin: 0; place-content: center }
  main { box-sizing: border-box; max-width: 34rem; padding: 2rem }
  h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25; text-wrap: balance }
  p { margin: 0 0 1rem }
  small { opacity: .7 }
`

/** The page loads nothing, runs nothing and may stand in no frame. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${hash('sha256', style, 'base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** A browser that waits for what comes back loads the page again, but not more often than this. */
const leastRefreshS = 3

/** A problem for people: what has happened, in their words, and what they can do. */
export function problemPage(problem: ShownProblem): string {
  const { status, code, headers } = problem
  const { heading, text } = problem.forPeople ?? wordsFor(problem)
  const comesBack = headers['retry-after'] !== undefined
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${escaped(heading)}</title>
<style>${style}</style>
<main>
<h1>${escaped(heading)}</h1>
<p>${escaped(text)}</p>
${comesBack ? '<p>This page tries again by itself.</p>\n' : ''}<p><small>${status} ${escaped(code)}</small></p>
</main>
</html>
`
}

export function problemPageHeaders({ headers }: ShownProblem): Record<string, string> {
  const afterS = headers['retry-after']
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'referrer-policy': 'same-origin',
    ...(afterS === undefined ? {} : { refresh: String(Math.max(Number(afterS), leastRefreshS)) }),
  }
}

/** For problems whose origin has no words of its own. */
function wordsFor({ status, title, message }: ShownProblem): ForPeople {
  if (status === 401) return { heading: 'Please sign in', text: 'Only signed-in users see this.' }
  if (status === 403) {
    return { heading: 'This is not for you', text: 'Your account may not see this page.' }
  }
  if (status === 404) {
    const text =
      'Nothing is at this address. It may have been deleted, or the address has a typing error.'
    return { heading: 'There is no such page', text }
  }
  if (message !== title) return { heading: title, text: message }
  if (status === 503) {
    return { heading: 'Back in a moment', text: 'This site cannot be reached for the moment.' }
  }
  if (status >= 500) {
    const text = 'The fault is ours and has been noted. Please try again later.'
    return { heading: 'Something went wrong', text }
  }
  return { heading: title, text: 'The request cannot be answered as it was sent.' }
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
