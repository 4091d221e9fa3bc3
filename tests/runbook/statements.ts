/** The statements of the documents, by the section that they stand in. */
import { readFileSync } from 'node:fs';
import postgres from 'postgres';
import type { Sql } from '../../src/platform/database/index.ts';

export interface Statement {
  readonly section: string;
  readonly text: string;
}

export const numberPool = readStatements(new URL('./number-pool.sql', import.meta.url));

/** The statements of one section, which must exist: a typing error is not an empty list. */
export function statementsOf(section: string): string[] {
  const found = numberPool.filter((statement) => statement.section === section);
  if (found.length === 0) throw new Error(`The test plan has no section "${section}"`);
  return found.map(({ text }) => text);
}

/** A connection as an operator's: the documents' tables come first. */
export function connectAsOperator(url: string): Sql {
  return postgres(url, {
    max: 2,
    onnotice: () => {},
    connection: { search_path: 'runbook, public', application_name: 'jobrun-test-operator' },
  });
}

function readStatements(file: URL): Statement[] {
  const sections = readFileSync(file, 'utf8')
    .split(/^-- == /m)
    .slice(1);
  return sections.flatMap((block) => {
    const [title = '', ...lines] = block.split('\n');
    // No statement of the documents has a semicolon anywhere but at its end.
    return lines
      .join('\n')
      .split(';')
      .map((text) => ({ section: title, text: text.trim() }))
      .filter(({ text }) => text.split('\n').some((line) => line.trim() !== '' && !line.startsWith('--')));
  });
}
