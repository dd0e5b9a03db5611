import { Button } from '@mt/web/parts/button.tsx'
import field from '@mt/web/parts/field.module.css'
import { TextField } from '@mt/web/parts/text-field.tsx'
import { type KeyboardEvent, useRef } from 'react'
import styles from './new-poll-page.module.css'

const maxChoices = 50

/** A choice that is being written. */
export interface ChoiceDraft {
  key: string
  text: string
}

let drafts = 0

export function draftOf(text: string): ChoiceDraft {
  drafts += 1
  return { key: String(drafts), text }
}

interface ChoiceFieldsProps {
  choices: ChoiceDraft[]
  onChange(choices: ChoiceDraft[]): void
}

/** The choices of a new poll. Enter moves to the next field, and adds one after the last. */
export function ChoiceFields({ choices, onChange }: ChoiceFieldsProps) {
  const list = useRef<HTMLUListElement>(null)
  const focus = (index: number) => {
    requestAnimationFrame(() => list.current?.querySelectorAll('input')[index]?.focus())
  }
  const add = () => {
    onChange([...choices, draftOf('')])
    focus(choices.length)
  }
  const remove = (index: number) => {
    onChange(choices.filter((_, at) => at !== index))
    focus(Math.max(0, index - 1))
  }
  const goOn = (event: KeyboardEvent, index: number) => {
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    if (index + 1 < choices.length) focus(index + 1)
    else if (choices.length < maxChoices) add()
  }
  const write = (key: string, text: string) => {
    onChange(choices.map((choice) => (choice.key === key ? { key, text } : choice)))
  }
  return (
    <fieldset className={styles.choices}>
      <legend className={field.label}>Choices</legend>
      <ul ref={list} className={styles.choiceList}>
        {choices.map(({ key, text }, index) => (
          <li key={key} className={styles.choice}>
            <TextField
              name={`choices.${index}`}
              label={`Choice ${index + 1}`}
              isLabelHidden
              maxLength={100}
              value={text}
              onChange={(event) => write(key, event.target.value)}
              onKeyDown={(event) => goOn(event, index)}
            />
            {choices.length > 1 && (
              <Button
                look="bare"
                aria-label={`Remove choice ${index + 1}`}
                onClick={() => remove(index)}
              >
                Remove
              </Button>
            )}
          </li>
        ))}
      </ul>
      <div>
        <Button size="small" disabled={choices.length >= maxChoices} onClick={add}>
          Add a choice
        </Button>
      </div>
    </fieldset>
  )
}
