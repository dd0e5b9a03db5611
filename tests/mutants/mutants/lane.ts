import type { Mutant } from '../mutant.ts'

const gateway = 'apps/gateway/src'
const wall = 'edge' as const
const parser = {
  file: `${gateway}/transport/lane/parse-request.ts`,
  tests: [`${gateway}/transport/lane/parse-request.test.ts`],
}
const answers = {
  file: `${gateway}/transport/lane/upstream-connection.ts`,
  tests: [`${gateway}/transport/lane/lane.test.ts`],
}
const chunks = {
  file: `${gateway}/transport/lane/chunked-body.ts`,
  tests: [`${gateway}/transport/lane/chunked-body.test.ts`],
}

/** What keeps the lane exact: it reads requests and answers without Node's parser. */
export const laneMutants: Mutant[] = [
  {
    ...parser,
    guard: 'the lane takes no request with two hosts',
    find: '  if (known[name] !== undefined) return false\n',
    replace: '',
  },
  {
    ...parser,
    guard: 'the lane takes no chunks',
    find: "    case 'transfer-encoding':\n",
    replace: '',
  },
  {
    ...parser,
    guard: 'the lane takes no line that ends oddly',
    find: '(?:[ \\t]+[\\x21-\\x7e]+)*)?\\r\\n)+',
    replace: '(?:\\s+[\\x21-\\x7e]+)*)?\\r\\n)+',
  },
  {
    ...parser,
    guard: 'the lane takes no host that others read in another way',
    find: ' && isPlain(value)\n',
    replace: ' && (isPlain(value) || true)\n',
  },
  {
    ...chunks,
    guard: 'a line of chunks has a bound',
    find: 'lineBytes <= maxLineBytes ? takeLine(byte) : fail()',
    replace: 'takeLine(byte)',
  },
  {
    ...chunks,
    guard: 'an extension of chunks ends with its line',
    find: 'isText(byte) ? false : fail()',
    replace: 'isText(byte) && false',
  },
  {
    ...chunks,
    guard: 'a size of chunks is one that is counted exactly',
    find: '    if (!Number.isSafeInteger(size)) return fail()\n',
    replace: '',
  },
  {
    guard: 'the lane keeps no connection whose answer may have a body after all',
    file: `${gateway}/transport/lane/parse-answer.ts`,
    find: '  return !isEmpty || (coding === undefined && Number(length) === 0)\n',
    replace: '  return isEmpty || coding === undefined || length !== undefined || true\n',
    tests: [`${gateway}/transport/lane/parse-answer.test.ts`],
  },
  {
    ...answers,
    guard: 'the lane keeps no connection that said too much',
    find: 'if (isClean && isWritten && head.keepAlive)',
    replace: 'if (isWritten && head.keepAlive)',
  },
  {
    ...answers,
    guard: 'the lane takes no bytes that nobody waits for',
    find: 'if (!this.#pending) this.destroy()\n    else if (this.#head)',
    replace: 'if (!this.#pending) this.#beginning = chunk\n    else if (this.#head)',
  },
  {
    guard: 'the lane passes on no answer whose end is doubtful',
    file: `${gateway}/transport/lane/parse-answer.ts`,
    find: '  if (fields.isDoubtful || (coding !== undefined && length !== undefined)) return undefined\n',
    replace: '',
    tests: answers.tests,
  },
].map((mutant) => ({ ...mutant, wall }))
