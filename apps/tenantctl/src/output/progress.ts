import { progress } from '@clack/prompts'

/** The progress of something, with a caption. */
export interface Progress {
  done: number
  of: number
  caption: string
}

export interface ProgressView {
  show(progress: Progress): void
  end(): void
}

/** Shows progress on standard error: a bar on a terminal, elsewhere a line for each change. */
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
  let lastCaption = ''
  return {
    show({ caption }) {
      if (caption !== lastCaption) process.stderr.write(`${caption}\n`)
      lastCaption = caption
    },
    end() {},
  }
}
