import { progress } from '@clack/prompts'
import type { OperationAnswer } from '../api/answers.ts'

export interface ProgressView {
  show(operation: OperationAnswer): void
  end(): void
}

/** Shows how far an operation is on standard error: a bar on a terminal, a line for each change elsewhere. */
export function createProgressView(): ProgressView {
  return process.stderr.isTTY ? bar() : lines()
}

function bar(): ProgressView {
  let view: ReturnType<typeof progress> | undefined
  let shown = 0
  return {
    show(operation) {
      const { done, of } = operation.progress
      if (!view) {
        view = progress({ max: Math.max(of, 1), output: process.stderr })
        view.start(captionOf(operation))
      }
      view.advance(done - shown, captionOf(operation))
      shown = done
    },
    end() {
      view?.clear()
    },
  }
}

function lines(): ProgressView {
  let told = ''
  return {
    show(operation) {
      const line = captionOf(operation)
      if (line !== told) process.stderr.write(`${line}\n`)
      told = line
    },
    end() {},
  }
}

/** `onboard 1/3: create-admin, attempt 2: polls cannot be reached`. */
function captionOf({ kind, state, progress: { done, of }, steps }: OperationAnswer): string {
  const step = steps.find((each) => each.state !== 'succeeded')
  const attempt = step && step.attempts > 1 ? `, attempt ${step.attempts}` : ''
  const error = step?.error ? `: ${step.error}` : ''
  return `${kind} ${done}/${of}: ${step ? `${step.name}${attempt}${error}` : state}`
}
