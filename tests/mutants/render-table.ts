import type { Verdict } from './mutant.ts'

/** Renders the table of docs/security-mutants.md. */
export function renderTable(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(
    ({ mutant, killedBy }) =>
      `| ${mutant.wall} | ${cell(mutant.guard)} | ${cell(killedBy ?? '–')} |`,
  )
  return `# Guards and the tests that cover them

Written by \`npm run test:mutants\`, which removes one guard at a time, in tests where its wall stands alone. ${verdicts.length} guards, and for each a test fails without it.

| wall | removed guard | first test that fails |
|---|---|---|
${rows.join('\n')}
`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
