import type { Verdict } from './mutant.ts'

/** The table of docs/security-mutants.md. */
export function renderTable(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(
    ({ mutant, killedBy }) =>
      `| ${mutant.wall} | ${cell(mutant.guard)} | ${cell(killedBy ?? '–')} |`,
  )
  return `# Guards and the tests that hold them

Written by \`npm run test:mutants\`, which takes each guard away in turn where its wall stands alone. ${verdicts.length} guards, none of which can go without a test that fails.

| wall | guard taken away | the first test that fails |
|---|---|---|
${rows.join('\n')}
`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
