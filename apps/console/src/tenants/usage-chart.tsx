import { DataTable } from '@mt/web/parts/data-table.tsx'
import { Bar, BarChart, CartesianGrid, Tooltip, XAxis, YAxis } from 'recharts'
import styles from './usage-chart.module.css'

const numbers = new Intl.NumberFormat('en')
const shortNumbers = new Intl.NumberFormat('en', { notation: 'compact' })
const dayName = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
})

interface Day {
  day: string
  requests: number
}

const size = { width: '100%', height: '12rem' }
const tick = { fill: 'var(--ink-soft)', fontSize: 12 }

/** Requests by day, oldest first, as a bar chart that arrow keys can move through, and as a table. */
export function UsageChart({ days }: { days: Day[] }) {
  return (
    <figure className={styles.chart}>
      <BarChart
        responsive
        style={size}
        data={days}
        title="Requests per day"
        margin={{ top: 8, right: 0, bottom: 0, left: 0 }}
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="day"
          tick={tick}
          tickFormatter={nameOf}
          tickLine={false}
          minTickGap={24}
          stroke="var(--line-strong)"
        />
        <YAxis
          tick={tick}
          tickFormatter={(requests: number) => shortNumbers.format(requests)}
          tickLine={false}
          axisLine={false}
          allowDecimals={false}
          width="auto"
        />
        <Tooltip
          cursor={{ fill: 'var(--sunken)' }}
          isAnimationActive={false}
          content={({ active, payload }) => active && <SelectedDay day={payload[0]?.payload} />}
        />
        <Bar
          dataKey="requests"
          fill="var(--accent)"
          radius={[3, 3, 0, 0]}
          isAnimationActive={false}
        />
      </BarChart>
      <figcaption className="quiet small">{sumOf(days)}</figcaption>
      <details className={styles.words}>
        <summary>Show as a table</summary>
        <DataTable
          caption="Requests per day"
          rows={rowsOf(days)}
          columns={[
            { title: 'Day', cell: ({ day }) => nameOf(day) },
            {
              title: 'Requests',
              isNumber: true,
              cell: ({ requests }) => numbers.format(requests),
            },
          ]}
          sort={undefined}
          onSort={() => {}}
        />
      </details>
    </figure>
  )
}

/** The day that the pointer or the arrow keys have selected. */
function SelectedDay({ day }: { day: Day | undefined }) {
  return (
    <p role="status" className={styles.selected}>
      {day && `${nameOf(day.day)}: ${numbers.format(day.requests)}`}
    </p>
  )
}

/** The days that had requests, newest first. */
function rowsOf(days: Day[]) {
  const used = days.filter(({ requests }) => requests > 0)
  return used.map((day) => ({ ...day, id: day.day })).reverse()
}

function sumOf(days: Day[]): string {
  const counts = days.map(({ requests }) => requests)
  const total = counts.reduce((sum, requests) => sum + requests, 0)
  const most = numbers.format(Math.max(...counts, 0))
  return `${numbers.format(total)} in ${days.length} days, at most ${most} per day`
}

function nameOf(day: string): string {
  return dayName.format(new Date(day))
}
