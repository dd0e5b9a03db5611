/** The tenants of a development platform: one per model, and one that shares tables. */
export const demoTenants = [
  { slug: 'thor', name: 'Thor', isolation: 'shared' },
  { slug: 'potter', name: 'Potter', isolation: 'schema' },
  { slug: 'loki', name: 'Loki', isolation: 'database' },
  { slug: 'frigga', name: 'Frigga', isolation: 'shared' },
  { slug: 'odin', name: 'Odin', isolation: 'dedicated' },
] as const

export type DemoTenant = (typeof demoTenants)[number]

/** Each has its own colour. */
export const demoColours: Readonly<Record<DemoTenant['slug'], string>> = {
  thor: '#b45309',
  potter: '#9f1239',
  loki: '#15803d',
  frigga: '#4f46e5',
  odin: '#0f766e',
}

/** Public in this file, so for development only. */
export const demoPassword = 'polls-dev-password'

export const demoAdmin = 'admin'
export const demoUser = 'alice'

export function emailOf(username: string, { slug }: DemoTenant): string {
  return `${username}@${slug}.example`
}

/** The choice that each poll's votes go to: those of `admin` first, then of `alice`. */
export const demoPolls = [
  {
    question: 'Where do we eat on Friday?',
    choices: ['The harbour', 'The old mill'],
    votes: [0, 1],
  },
  {
    question: 'Tabs or spaces?',
    choices: ['Tabs', 'Spaces', 'Whatever the formatter says'],
    votes: [2, 2],
  },
  { question: 'When does the release go out?', choices: ['Today', 'On Monday'], votes: [1] },
]
