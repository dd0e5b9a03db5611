import type { ReactNode } from 'react'
import styles from './data-table.module.css'

export interface Column<Row> {
  title: string
  cell(row: Row): ReactNode
  /** The field by which the service sorts. */
  sort?: string
  /** The service sorts by this field in one direction only. */
  isOneWay?: boolean
  /** Numbers are aligned, and sorted largest first. */
  isNumber?: boolean
  /** One of a few known words, which are never broken. */
  isWord?: boolean
  /** The row's actions; the title is for screen readers only. */
  isActions?: boolean
}

interface DataTableProps<Row> {
  caption: string
  rows: Row[]
  columns: Column<Row>[]
  sort: string | undefined
  /** Called with the chosen order; undefined is newest first. */
  onSort(sort: string | undefined): void
}

/** Rows as a table; on a narrow screen each row is a card. */
export function DataTable<Row extends { id: string }>(props: DataTableProps<Row>) {
  const { caption, rows, columns, sort, onSort } = props
  return (
    <table className={styles.table}>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <Heading key={column.title} column={column} sort={sort} onSort={onSort} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            {columns.map((column, index) => (
              <td
                key={column.title}
                className={cellClass(column)}
                data-label={index === 0 || column.isActions ? undefined : column.title}
              >
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface HeadingProps<Row> extends Pick<DataTableProps<Row>, 'sort' | 'onSort'> {
  column: Column<Row>
}

function Heading<Row>({ column, sort, onSort }: HeadingProps<Row>) {
  const orders = ordersOf(column)
  const at = orders.indexOf(sort)
  const isDown = at > 0 && sort?.startsWith('-')
  const order = at > 0 ? (isDown ? 'descending' : 'ascending') : undefined
  const title = column.isActions ? (
    <span className="visually-hidden">{column.title}</span>
  ) : (
    column.title
  )
  return (
    <th scope="col" className={cellClass(column)} aria-sort={order}>
      {column.sort ? (
        <button
          type="button"
          className={styles.sort}
          onClick={() => onSort(orders[(Math.max(at, 0) + 1) % orders.length])}
        >
          {title}
          <span aria-hidden className={styles.arrow}>
            {order ? (isDown ? '↓' : '↑') : ''}
          </span>
        </button>
      ) : (
        title
      )}
    </th>
  )
}

/** The orders that pressing a heading goes through; the first is the list's default. */
function ordersOf<Row>({ sort, isNumber, isOneWay }: Column<Row>): (string | undefined)[] {
  if (isOneWay) return [undefined, sort]
  return isNumber ? [undefined, `-${sort}`, sort] : [undefined, sort, `-${sort}`]
}

function cellClass<Row>({ isNumber, isWord, isActions }: Column<Row>): string | undefined {
  if (isActions) return styles.actions
  return isNumber ? styles.numbers : isWord ? styles.words : undefined
}
