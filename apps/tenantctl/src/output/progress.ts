import { progress } from '@clack/prompts'

/** How far something is, in words too. */
export interface Progress {
  done: number
  of: number
  caption: string
}

export interface ProgressView {
  show(progress: Progress): void
  end(): void
}

/** Shows how far something is on standard error: a bar on a terminal, a line for each change elsewhere. */
export function createProgressView(): ProgressView {
  return process.stderr.isTTY ? bar() : lines()
}

function bar(): ProgressView {
  let view: ReturnType<typeof progress> | undefined
  let shown = 0
  return {
    show({ done, of, caption }) {
      if (!view) {
        view = progress({ max: Math.max(of, 1), output: process.stderr })
        view.start(caption)
      }
      view.advance(done - shown, caption)
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
    show({ caption }) {
      if (caption !== told) process.stderr.write(`${caption}\n`)
      told = caption
    },
    end() {},
  }
}
