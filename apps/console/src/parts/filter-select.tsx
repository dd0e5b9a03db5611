import field from '@mt/web/parts/field.module.css'
import styles from './parts.module.css'

interface FilterSelectProps {
  label: string
  /** The label of the option without a filter. */
  all: string
  value: string | undefined
  options: readonly string[]
  onChoose(value: string | undefined): void
}

/** Filters a list by one value. */
export function FilterSelect({ label, all, value, options, onChoose }: FilterSelectProps) {
  return (
    <select
      aria-label={label}
      className={`${field.control} ${styles.filter}`}
      value={value ?? ''}
      onChange={({ target }) => onChoose(target.value || undefined)}
    >
      <option value="">{all}</option>
      {options.map((option) => (
        <option key={option} value={option}>
          {option}
        </option>
      ))}
    </select>
  )
}
