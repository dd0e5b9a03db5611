import { problemFrom, Unreachable } from './problem.ts'

interface Answer<Data> {
  data?: Data
  error?: unknown
  response: Response
}

/**
 * The data of a call's answer. Throws an ApiProblem if it was refused, and Unreachable without an answer.
 */
export async function take<Data>(call: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    throw new Unreachable({ cause })
  })
  if (!response.ok) throw problemFrom(response, error)
  return data as Data
}
