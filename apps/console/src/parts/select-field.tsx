import { Field } from '@base-ui/react/field'
import styles from '@mt/web/parts/field.module.css'
import type { ReactNode } from 'react'

interface SelectFieldProps {
  name: string
  label: string
  options: readonly (readonly [value: string, label: string])[]
  defaultValue?: string
  hint?: ReactNode
}

/** One of several, chosen in a form; the browser's own list, which every keyboard and telephone knows. */
export function SelectField({ name, label, options, defaultValue, hint }: SelectFieldProps) {
  return (
    <Field.Root name={name} className={styles.field}>
      <Field.Label className={styles.label}>{label}</Field.Label>
      <Field.Control
        className={styles.control}
        defaultValue={defaultValue}
        render={
          <select>
            {options.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        }
      />
      {hint && <Field.Description className={styles.hint}>{hint}</Field.Description>}
      <Field.Error className={styles.error} />
    </Field.Root>
  )
}
